/* Models in C++: what the library does, what the compiler adds, what is
 * refused, and what a report says.  Each is tried with each C++ compiler that
 * is here; with none of them only the message about that is. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support.h"

#define COMPILERS 2

static const char *const compilers[COMPILERS] = {"g++", "clang++"};

#define HEAD \
	"#include <atomic>\n#include <cassert>\n" \
	"#include <condition_variable>\n#include <functional>\n" \
	"#include <memory>\n#include <mutex>\n#include <string>\n" \
	"#include <thread>\n#include <vector>\n"

/* The option for the compiler of this round; NULL: it is not here. */
static const char *compiler_option(int round)
{
	static char option[40];

	if (!have_command(compilers[round]))
		return NULL;
	snprintf(option, sizeof option, "--cxx=%s", compilers[round]);
	return option;
}

static void write_model(const char *body)
{
	struct text model = {0};

	go_to_fresh_directory();
	text_add(&model, HEAD);
	text_add(&model, body);
	write_file("model.cc", model.bytes);
	text_free(&model);
}

/* The model with this body ends so, and the report has `part` in it. */
static void expect(int round, const char *body, int code, const char *verdict,
		   const char *part)
{
	const char *option = compiler_option(round);
	struct run run;

	if (!option)
		return;
	write_model(body);
	run = run_mcheck("--no-trace", "-std=c++17", option, "model.cc");
	expect_verdict(&run, code, verdict);
	expect_part(&run.out, part);
	run_free(&run);
}

static void verified(int round, const char *body)
{
	expect(round, body, 0, "verified", "");
}

static void refused(int round, const char *body, const char *named)
{
	const char *option = compiler_option(round);
	struct run run;

	if (!option)
		return;
	write_model(body);
	run = run_mcheck("--no-trace", option, "model.cc");
	expect_refused(&run, named);
	run_free(&run);
}

START_TEST(threads_and_mutexes)
{
	verified(_i,
		 "#include <shared_mutex>\n"
		 "std::mutex a; std::recursive_mutex r; std::shared_mutex s;\n"
		 "int x, y, z;\n"
		 "void f() {\n"
		 " { std::scoped_lock l(a, r);\n"
		 "   std::lock_guard<std::recursive_mutex> g(r); x++; }\n"
		 " { std::unique_lock<std::mutex> u(a, std::try_to_lock);\n"
		 "   if (!u) u.lock(); y++; }\n"
		 " { std::unique_lock<std::shared_mutex> w(s); z++; }\n"
		 " { std::shared_lock<std::shared_mutex> q(s); assert(z); } }\n"
		 "int main() { std::thread t(f), u(f); t.join(); u.join();\n"
		 " assert(x == 2 && y == 2 && z == 2); }\n");
}
END_TEST

START_TEST(condition_variable_with_a_predicate)
{
	verified(_i, "std::mutex m; std::condition_variable c; bool ready;\n"
		     "int main() { std::thread t([] {\n"
		     "  std::lock_guard<std::mutex> l(m); ready = true;\n"
		     "  c.notify_one(); });\n"
		     " { std::unique_lock<std::mutex> l(m);\n"
		     "   c.wait(l, [] { return ready; }); }\n"
		     " t.join(); }\n");
	verified(_i,
		 "std::mutex m; std::condition_variable_any c; bool ready;\n"
		 "int main() { std::thread t([] {\n"
		 "  std::lock_guard<std::mutex> l(m); ready = true;\n"
		 "  c.notify_all(); });\n"
		 " { std::unique_lock<std::mutex> l(m);\n"
		 "   while (!ready) c.wait(l); }\n"
		 " t.join(); }\n");
}
END_TEST

START_TEST(lost_signal_is_found)
{
	expect(_i,
	       "std::mutex m; std::condition_variable c;\n"
	       "int main() { std::thread t([] {\n"
	       "  std::lock_guard<std::mutex> l(m); c.notify_one(); });\n"
	       " { std::unique_lock<std::mutex> l(m); c.wait(l); }\n"
	       " t.join(); }\n",
	       1, "finding lost-wakeup", "T2 main::lambda signals at");
}
END_TEST

START_TEST(atomics_order)
{
	verified(_i,
		 "std::atomic<bool> ready{false}; std::atomic<int> n{0};\n"
		 "std::atomic_flag flag = ATOMIC_FLAG_INIT;\n"
		 "std::atomic<double> d{1}; int data;\n"
		 "int main() { std::thread t([] { data = 1; n++;\n"
		 "  ready.store(true, std::memory_order_release);\n"
		 "  while (flag.test_and_set()) std::this_thread::yield();\n"
		 "  flag.clear(); });\n"
		 " while (!ready.load(std::memory_order_acquire))\n"
		 "  std::this_thread::yield();\n"
		 " assert(data == 1); int one = 1;\n"
		 " assert(n.compare_exchange_strong(one, 5) && n == 5);\n"
		 " d = 2.5; assert(d.load() == 2.5); t.join(); }\n");
}
END_TEST

START_TEST(relaxed_store_orders_nothing)
{
	expect(_i,
	       "std::atomic<bool> ready{false}; int data;\n"
	       "int main() { std::thread t([] { data = 1;\n"
	       "  ready.store(true, std::memory_order_relaxed); });\n"
	       " if (ready) assert(data == 1); t.join(); }\n",
	       1, "finding data-race", "data race on data");
}
END_TEST

/* gcc and clang ask a guard whether the variable was made. */
START_TEST(static_of_a_function_is_made_once)
{
	verified(_i,
		 "int made; struct A { int v; A() : v(7) { made++; } };\n"
		 "A &get() { static A a; return a; }\n"
		 "int main() { std::thread t([] { assert(get().v == 7); });\n"
		 " assert(get().v == 7); t.join(); assert(made == 1); }\n");
}
END_TEST

START_TEST(static_that_needs_itself_waits_for_ever)
{
	expect(_i,
	       "struct R { int v; R(); }; R &r();\n"
	       "R::R() : v(r().v) {} R &r() { static R x; return x; }\n"
	       "int main() { r(); }\n",
	       1, "finding self-deadlock", "r::x");
}
END_TEST

START_TEST(call_once_calls_once)
{
	verified(_i, "std::once_flag once; int n;\n"
		     "void f() {\n"
		     " std::call_once(once, [](int by) { n += by; }, 2);\n"
		     " assert(n == 2); }\n"
		     "int main() { std::thread t(f); f(); t.join(); }\n");
}
END_TEST

/* Each thread has its own, and it is destroyed with the thread. */
START_TEST(thread_local_objects)
{
	verified(_i,
		 "int gone; struct L { int v = 1;\n"
		 " ~L() { gone += v; } }; thread_local L local;\n"
		 "int main() { assert(local.v == 1); local.v = 5;\n"
		 " std::thread t([] { assert(local.v == 1); local.v = 3; });\n"
		 " t.join(); assert(gone == 3 && local.v == 5); }\n");
}
END_TEST

START_TEST(globals_are_made_before_main_and_end_after_it)
{
	const char *body = "int next; struct G { int k; G(int k) : k(k)\n"
			   " { assert(next++ == k); }\n"
			   " ~G() { assert(--next == LAST); } };\n"
			   "G a(0); G &f() { static G g(1); return g; }\n"
			   "struct H { ~H() { assert(next == 1); } };\n"
			   "int main() { assert(next == 1); f(); }\n";
	struct text text = {0};

	text_add(&text, "#define LAST k\n");
	text_add(&text, body);
	verified(_i, text.bytes);
	text.length = 0;
	text_add(&text, "#define LAST 1\n");
	text_add(&text, body);
	expect(_i, text.bytes, 1, "finding assertion", "--next == LAST");
	text_free(&text);
}
END_TEST

START_TEST(virtual_functions_and_smart_pointers)
{
	verified(_i,
		 "struct B { virtual ~B() {} virtual int f() = 0; };\n"
		 "struct D : B { int f() override { return 4; } };\n"
		 "struct V : virtual B { int f() override { return 5; } };\n"
		 "int main() { std::unique_ptr<B> b(new D);\n"
		 " assert(b->f() == 4); b.reset(new V); assert(b->f() == 5);\n"
		 " std::shared_ptr<B> s = std::make_shared<D>();\n"
		 " std::weak_ptr<B> w = s;\n"
		 " std::thread t([s] { assert(s->f() == 4); });\n"
		 " t.join(); s.reset(); assert(w.expired());\n"
		 " std::function<int(int)> g = [&](int k) { return k + 1; };\n"
		 " assert(g(1) == 2); }\n");
}
END_TEST

START_TEST(containers)
{
	verified(_i,
		 "#include <algorithm>\n#include <deque>\n#include <list>\n"
		 "#include <map>\n#include <set>\n#include <unordered_map>\n"
		 "int main() { std::map<std::string, int> m; int n = 0;\n"
		 " for (int i = 0; i < 20; i++)\n"
		 "  m[std::to_string(i * 7 % 20)] = i;\n"
		 " std::string last;\n"
		 " for (auto &e : m) { assert(last < e.first);\n"
		 "  last = e.first; n++; }\n"
		 " assert(n == 20); m.erase(\"3\"); m.erase(m.begin());\n"
		 " n = 0; for (auto i = m.rbegin(); i != m.rend(); ++i) n++;\n"
		 " assert(n == 18 && m.rbegin()->first == \"9\");\n"
		 " std::set<int> s{5, 3, 9, 1, 4};\n"
		 " for (int k : {5, 1, 9}) s.erase(k);\n"
		 " assert(*s.begin() == 3 && *s.rbegin() == 4);\n"
		 " s.clear(); assert(s.empty());\n"
		 " std::unordered_map<std::string, int> u;\n"
		 " for (int i = 0; i < 30; i++) u[std::to_string(i)] = i;\n"
		 " assert(u.size() == 30 && u.at(\"17\") == 17);\n"
		 " std::list<int> l{3, 1, 2}, k{8}; l.sort(); l.reverse();\n"
		 " assert(l.front() == 3 && l.back() == 1); k.swap(l);\n"
		 " l.splice(l.begin(), k); assert(l.size() == 4);\n"
		 " std::deque<int> q; for (int i = 0; i < 9; i++)\n"
		 "  { q.push_back(i); q.push_front(i); }\n"
		 " std::vector<int> v(q.begin(), q.end());\n"
		 " std::sort(v.begin(), v.end()); assert(v[1] == 0); }\n");
}
END_TEST

START_TEST(race_names_the_lambda_and_the_member)
{
	expect(_i,
	       "struct Account { int balance = 0;\n"
	       " void deposit(int n) { balance += n; } };\n"
	       "namespace bank { Account main_account; }\n"
	       "int main() {\n"
	       " std::thread a([] { bank::main_account.deposit(1); });\n"
	       " std::thread b([] { bank::main_account.deposit(2); });\n"
	       " a.join(); b.join(); }\n",
	       1, "finding data-race",
	       "data race on main_account.balance\n\n"
	       "  T2 main::lambda writes main_account.balance\n");
}
END_TEST

/* What a header of the library does is the doing of the line that uses it. */
START_TEST(race_in_a_vector_names_the_users_line)
{
	expect(_i,
	       "std::vector<int> v;\n"
	       "void add(int n)\n{\n v.push_back(n);\n}\n"
	       "int main() { std::thread t(add, 1), u(add, 2);\n"
	       " t.join(); u.join(); }\n",
	       1, "finding data-race", "model.cc:13    v.push_back(n);\n");
}
END_TEST

START_TEST(freed_object_is_not_to_be_used)
{
	expect(_i,
	       "int main() { int *p;\n"
	       " { auto u = std::make_unique<int>(4); p = u.get(); }\n"
	       " return *p; }\n",
	       1, "finding use-after-free", "model.cc:11");
	expect(_i, "int main() { std::vector<int> v(2); return v[2]; }\n", 1,
	       "finding out-of-bounds", "model.cc:10");
}
END_TEST

START_TEST(exception_of_the_library_ends_the_program)
{
	expect(_i,
	       "int main() { std::vector<int> v(3);\n"
	       " std::thread t([&v] { v.at(5) = 1; }); t.join(); }\n",
	       1, "finding crash", "throws std::out_of_range");
	expect(_i, "int main() { std::thread t; t.join(); }\n", 1,
	       "finding crash", "throws std::system_error: Invalid argument");
}
END_TEST

START_TEST(thread_that_nobody_joins_ends_the_program)
{
	expect(_i, "int main() { std::thread t([] {}); }\n", 1, "finding crash",
	       "neither joined nor detached");
}
END_TEST

START_TEST(pure_virtual_function_is_not_to_be_called)
{
	expect(_i,
	       "struct B { B() { call(); } void call() { f(); }\n"
	       " virtual void f() = 0; };\n"
	       "struct D : B { void f() override {} };\n"
	       "int main() { D d; }\n",
	       1, "finding crash", "pure virtual");
}
END_TEST

START_TEST(exceptions_are_refused)
{
	refused(_i, "int main() { try { throw 1; } catch (int) { } }\n",
		"model.cc does not compile|without exceptions");
}
END_TEST

START_TEST(what_the_library_keeps_is_refused_by_name)
{
	refused(_i,
		"#include <pthread.h>\n"
		"int main() { pthread_cancel(pthread_self()); }\n",
		"pthread_cancel|atomic flag");
	refused(_i, "#include <iostream>\nint main() { std::cout << \"x\"; }\n",
		"model.cc: std::cout is not supported; print with printf");
	refused(_i,
		"#include <iostream>\nint main() { int x; std::cin >> x; }\n",
		"model.cc: std::cin is not supported; read with scanf");
	refused(_i,
		"struct A { virtual ~A() {} }; struct B : A {};\n"
		"int main() { A *a = new A; return dynamic_cast<B *>(a) != 0;\n"
		"}\n",
		"__dynamic_cast|virtual");
}
END_TEST

/* Both languages in one model; each gets only the options that it knows. */
/* In C as well: what stands in .init_array and .fini_array. */
START_TEST(constructors_and_destructors_of_c)
{
	struct run run;

	go_to_fresh_directory();
	write_file("model.c",
		   "#include <assert.h>\nstatic int n;\n"
		   "__attribute__((constructor)) static void before(\n"
		   " int argc, char **argv)\n"
		   "{ assert(argc == 2 && argv[1][0] == 'x'); n = 5; }\n"
		   "__attribute__((destructor)) static void after(void)\n"
		   "{ assert(n == 6); }\n"
		   "int main(int argc, char **argv)\n"
		   "{ assert(n == 5 && argc == 2); n = ENDS; return 0; }\n");
	run = run_mcheck("--no-trace", "-DENDS=6", "model.c", "--", "x");
	expect_verdict(&run, 0, "verified");
	run_free(&run);
	run = run_mcheck("--no-trace", "-DENDS=7", "model.c", "--", "x");
	expect_verdict(&run, 1, "finding assertion");
	expect_part(&run.out, "n == 6");
	run_free(&run);
}
END_TEST

START_TEST(model_in_c_and_in_cplusplus)
{
	const char *option = compiler_option(_i);
	struct run run;

	if (!option)
		return;
	go_to_fresh_directory();
	write_file("part.c", "int add(int a, int b) { return a + b; }\n");
	write_file("other.cc", "struct L { int v; L() : v(6) {} };\n"
			       "thread_local L local;\n");
	write_file("main.cc",
		   "#include <cassert>\n#include <thread>\n"
		   "extern \"C\" int add(int a, int b);\n"
		   "struct L { int v; L(); }; extern thread_local L local;\n"
		   "int main() { std::thread t([] {\n"
		   " assert(add(local.v, 2) == 8); }); t.join(); }\n");
	run = run_mcheck("--no-trace", "-std=c11", "-std=c++14", option,
			 "main.cc", "part.c", "other.cc");
	expect_verdict(&run, 0, "verified");
	run_free(&run);
}
END_TEST

START_TEST(finding_replays)
{
	const char *option = compiler_option(_i);
	struct run found, again;

	if (!option)
		return;
	write_model("int x; void f() { x++; }\n"
		    "int main() { std::thread t(f), u(f);\n"
		    " t.join(); u.join(); }\n");
	found = run_mcheck("--trace=a.trace", option, "model.cc");
	expect_verdict(&found, 1, "finding data-race");
	again = run_mcheck("replay", "a.trace");
	expect_same(&found.out, &again.out);
	run_free(&found);
	run_free(&again);
}
END_TEST

/* The only compiler on PATH is one for C. */
START_TEST(no_compiler_for_cplusplus_is_said)
{
	const char *path = getenv("PATH");
	char *before = path ? strdup(path) : NULL;
	struct run run;

	write_model("int main() {}\n");
	ck_assert_int_eq(system("mkdir bin && ln -s \"$(command -v cc)\" bin/"),
			 0);
	setenv("PATH", "bin", 1);
	unsetenv("CXX");
	run = run_mcheck("--no-trace", "model.cc");
	setenv("PATH", before ? before : "", 1);
	free(before);
	expect_refused(&run, "model.cc is C++|install|--cxx=");
	run = run_mcheck("--no-trace", "--cxx=no-such-compiler", "model.cc");
	expect_refused(&run, "no-such-compiler|--cxx=");
	run_free(&run);
}
END_TEST

Suite *cpp_suite(void)
{
	/* Compiling takes its time: with every compiler what the compiler
	 * decides, the rest with the first one. */
	const TTest *const each[] = {threads_and_mutexes, atomics_order,
				     static_of_a_function_is_made_once,
				     thread_local_objects,
				     race_names_the_lambda_and_the_member};
	const TTest *const one[] = {
		condition_variable_with_a_predicate,
		lost_signal_is_found,
		relaxed_store_orders_nothing,
		static_that_needs_itself_waits_for_ever,
		call_once_calls_once,
		globals_are_made_before_main_and_end_after_it,
		virtual_functions_and_smart_pointers,
		containers,
		race_in_a_vector_names_the_users_line,
		freed_object_is_not_to_be_used,
		exception_of_the_library_ends_the_program,
		thread_that_nobody_joins_ends_the_program,
		pure_virtual_function_is_not_to_be_called,
		exceptions_are_refused,
		what_the_library_keeps_is_refused_by_name,
		model_in_c_and_in_cplusplus,
		finding_replays};
	Suite *suite = suite_create("cpp");
	TCase *tcase = tcase_create("cpp");
	int first;

	first = have_command(compilers[0]) ? 0 : 1;
	for (size_t i = 0; i < sizeof each / sizeof *each; i++)
		tcase_add_loop_test(tcase, each[i], 0, COMPILERS);
	for (size_t i = 0; i < sizeof one / sizeof *one; i++)
		tcase_add_loop_test(tcase, one[i], first, first + 1);
	tcase_add_test(tcase, constructors_and_destructors_of_c);
	tcase_add_test(tcase, no_compiler_for_cplusplus_is_said);
	suite_add_tcase(suite, tcase);
	return suite;
}
