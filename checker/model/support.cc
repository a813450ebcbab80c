// Support for models in C++: what libstdc++ keeps in its shared object.
//
// Compiled along with a model, from inside the executable, so that it is
// checked like the model's own code.  What it must do at once, or what ends
// the program (operator new, the exceptions that the library throws), is in
// runtime/threads/cplusplus.c.
#line 9 "support.cc"

// Always false: the library then counts references with atomics, as it must
// in a program that has threads.
extern "C" char __libc_single_threaded;
char __libc_single_threaded = 0;

extern "C" void *__dso_handle;
void *__dso_handle __attribute__((visibility("hidden")));

// What the compiler's type descriptions begin with; nobody looks inside.
#define TYPE_INFO(name, symbol) \
	extern "C" void *const name[11] __asm__(symbol); \
	void *const name[11] __attribute__((used)) = {}
TYPE_INFO(mc_class_info, "_ZTVN10__cxxabiv117__class_type_infoE");
TYPE_INFO(mc_si_class_info, "_ZTVN10__cxxabiv120__si_class_type_infoE");
TYPE_INFO(mc_vmi_class_info, "_ZTVN10__cxxabiv121__vmi_class_type_infoE");
TYPE_INFO(mc_pointer_info, "_ZTVN10__cxxabiv119__pointer_type_infoE");
TYPE_INFO(mc_function_info, "_ZTVN10__cxxabiv120__function_type_infoE");
TYPE_INFO(mc_enum_info, "_ZTVN10__cxxabiv116__enum_type_infoE");

// Variables of functions (Itanium C++ ABI 3.3.2): the first byte of the guard
// says that the variable has been made; who makes it is the checker's.
extern "C" int mc_guard_begin(char *guard);
extern "C" void mc_guard_end(char *guard);

extern "C" int __cxa_guard_acquire(char *guard)
{
	return mc_guard_begin(guard);
}

extern "C" void __cxa_guard_release(char *guard)
{
	__atomic_store_n(guard, 1, __ATOMIC_RELEASE);
	mc_guard_end(guard);
}

#if MC_STRING
#include <string>

template class std::allocator<char>;
template class std::basic_string<char>;
#endif

#if MC_THREAD
#include <bits/functexcept.h>
#include <cerrno>
#include <thread>
#include <pthread.h>

namespace std
{
thread::_State::~_State() = default;

static void *mc_thread_routine(void *given)
{
	thread::_State_ptr state(static_cast<thread::_State *>(given));

	state->_M_run();
	return nullptr;
}

void thread::_M_start_thread(_State_ptr state, void (*)())
{
	int error = pthread_create(&_M_id._M_thread, nullptr, mc_thread_routine,
				   state.get());

	if (error)
		__throw_system_error(error);
	state.release();
}

void thread::join()
{
	int error =
		joinable() ? pthread_join(_M_id._M_thread, nullptr) : EINVAL;

	if (error)
		__throw_system_error(error);
	_M_id = id();
}

void thread::detach()
{
	int error = joinable() ? pthread_detach(_M_id._M_thread) : EINVAL;

	if (error)
		__throw_system_error(error);
	_M_id = id();
}

unsigned thread::hardware_concurrency() noexcept
{
	return 2;
}

} // namespace std
#endif

#if MC_CONDITION
#include <condition_variable>
#include <pthread.h>

namespace std
{
condition_variable::condition_variable() noexcept = default;

condition_variable::~condition_variable() noexcept
{
#if _GLIBCXX_RELEASE < 11
	pthread_cond_destroy(native_handle());
#endif
}

void condition_variable::wait(unique_lock<mutex> &lock)
{
	pthread_cond_wait(native_handle(), lock.mutex()->native_handle());
}

void condition_variable::notify_one() noexcept
{
	pthread_cond_signal(native_handle());
}

void condition_variable::notify_all() noexcept
{
	pthread_cond_broadcast(native_handle());
}

} // namespace std
#endif

#if MC_ONCE // call_once leaves here what is to be called.
#include <mutex>

namespace std
{
__thread void *__once_callable;
__thread void (*__once_call)();

extern "C" void __once_proxy()
{
	__once_call();
}

} // namespace std
#endif

#if MC_CLOCK
#include <chrono>
#include <time.h>

namespace std
{
static chrono::nanoseconds mc_now(clockid_t clock)
{
	timespec now;

	clock_gettime(clock, &now);
	return chrono::seconds(now.tv_sec) + chrono::nanoseconds(now.tv_nsec);
}

namespace chrono
{
inline namespace _V2
{
system_clock::time_point system_clock::now() noexcept
{
	return time_point(duration(mc_now(CLOCK_REALTIME)));
}

steady_clock::time_point steady_clock::now() noexcept
{
	return time_point(duration(mc_now(CLOCK_MONOTONIC)));
}
} // namespace _V2
} // namespace chrono

} // namespace std
#endif

#if MC_SHARED && __cpp_rtti
#include <memory>
#include <typeinfo>

namespace std
{
bool _Sp_make_shared_tag::_S_eq(const type_info &type) noexcept
{
	return type == typeid(_Sp_make_shared_tag);
}
} // namespace std
#endif

#if MC_LIST
#include <list>

namespace std
{
namespace __detail
{
void _List_node_base::_M_hook(_List_node_base *const position) noexcept
{
	_M_next = position;
	_M_prev = position->_M_prev;
	position->_M_prev->_M_next = this;
	position->_M_prev = this;
}

void _List_node_base::_M_unhook() noexcept
{
	_M_next->_M_prev = _M_prev;
	_M_prev->_M_next = _M_next;
}

// [first, last) moves to before this node.
void _List_node_base::_M_transfer(_List_node_base *const first,
				  _List_node_base *const last) noexcept
{
	_List_node_base *end;

	if (this == last || first == last)
		return;
	end = last->_M_prev;
	first->_M_prev->_M_next = last;
	last->_M_prev = first->_M_prev;
	_M_prev->_M_next = first;
	first->_M_prev = _M_prev;
	end->_M_next = this;
	_M_prev = end;
}

void _List_node_base::swap(_List_node_base &a, _List_node_base &b) noexcept
{
	_List_node_base middle;

	middle._M_next = middle._M_prev = &middle;
	if (a._M_next != &a)
		middle._M_transfer(a._M_next, &a);
	if (b._M_next != &b)
		a._M_transfer(b._M_next, &b);
	if (middle._M_next != &middle)
		b._M_transfer(middle._M_next, &middle);
}

void _List_node_base::_M_reverse() noexcept
{
	_List_node_base *node = this;

	do {
		_List_node_base *next = node->_M_next;

		node->_M_next = node->_M_prev;
		node->_M_prev = next;
		node = next;
	} while (node != this);
}
} // namespace __detail
} // namespace std
#endif

// <map> and <set>: a search tree that is not balanced, which changes nothing
// but the time.  The header's parent is the root, its left and right are the
// first and the last node; it alone is red.
#if MC_TREE
#include <map>

namespace std
{
static _Rb_tree_node_base *mc_step(_Rb_tree_node_base *node, bool forward)
{
	_Rb_tree_node_base *parent;

	if ((forward ? node->_M_right : node->_M_left) != nullptr) {
		node = forward ? node->_M_right : node->_M_left;
		while ((forward ? node->_M_left : node->_M_right) != nullptr)
			node = forward ? node->_M_left : node->_M_right;
		return node;
	}
	parent = node->_M_parent;
	while (node == (forward ? parent->_M_right : parent->_M_left)) {
		node = parent;
		parent = parent->_M_parent;
	}
	return node->_M_right != parent || !forward ? parent : node;
}

_Rb_tree_node_base *_Rb_tree_increment(_Rb_tree_node_base *node) noexcept
{
	return mc_step(node, true);
}

const _Rb_tree_node_base *
_Rb_tree_increment(const _Rb_tree_node_base *node) noexcept
{
	return mc_step(const_cast<_Rb_tree_node_base *>(node), true);
}

_Rb_tree_node_base *_Rb_tree_decrement(_Rb_tree_node_base *node) noexcept
{
	return node->_M_color == _S_red ? node->_M_right : mc_step(node, false);
}

const _Rb_tree_node_base *
_Rb_tree_decrement(const _Rb_tree_node_base *node) noexcept
{
	return _Rb_tree_decrement(const_cast<_Rb_tree_node_base *>(node));
}

void _Rb_tree_insert_and_rebalance(const bool left, _Rb_tree_node_base *node,
				   _Rb_tree_node_base *parent,
				   _Rb_tree_node_base &header) noexcept
{
	node->_M_parent = parent;
	node->_M_left = nullptr;
	node->_M_right = nullptr;
	node->_M_color = _S_black;
	if (left) {
		parent->_M_left = node; // of the header too: the first
		if (parent == &header) {
			header._M_parent = node;
			header._M_right = node;
		} else if (parent == header._M_left) {
			header._M_left = node;
		}
	} else {
		parent->_M_right = node;
		if (parent == header._M_right)
			header._M_right = node;
	}
}

// `to` (or nothing) takes the place that `from` has below its parent.
static void mc_replace(_Rb_tree_node_base *from, _Rb_tree_node_base *to,
		       _Rb_tree_node_base &header)
{
	_Rb_tree_node_base *parent = from->_M_parent;

	if (header._M_parent == from)
		header._M_parent = to;
	else if (parent->_M_left == from)
		parent->_M_left = to;
	else
		parent->_M_right = to;
	if (to)
		to->_M_parent = parent;
}

_Rb_tree_node_base *
_Rb_tree_rebalance_for_erase(_Rb_tree_node_base *const node,
			     _Rb_tree_node_base &header) noexcept
{
	_Rb_tree_node_base *next;

	if (header._M_left == node)
		header._M_left = mc_step(node, true);
	if (header._M_right == node)
		header._M_right = mc_step(node, false);
	if (!node->_M_left || !node->_M_right) {
		mc_replace(node, node->_M_left ? node->_M_left : node->_M_right,
			   header);
		return node;
	}
	next = mc_step(node, true);
	mc_replace(next, next->_M_right, header);
	mc_replace(node, next, header);
	next->_M_left = node->_M_left;
	next->_M_right = node->_M_right;
	next->_M_left->_M_parent = next;
	if (next->_M_right)
		next->_M_right->_M_parent = next;
	return node;
}

} // namespace std
#endif

#if MC_HASH // <unordered_map> and <unordered_set>
#include <unordered_map>

namespace std
{
size_t _Hash_bytes(const void *bytes, size_t length, size_t seed)
{
	const unsigned char *at = static_cast<const unsigned char *>(bytes);
	size_t hash = seed ^ 14695981039346656037u;

	for (size_t i = 0; i < length; i++)
		hash = (hash ^ at[i]) * 1099511628211u;
	return hash;
}

namespace __detail
{
size_t _Prime_rehash_policy::_M_next_bkt(size_t wanted) const
{
	static const unsigned primes[] = {1,    2,    5,    11,    23,
					  47,   97,   197,  397,   797,
					  1597, 3203, 6421, 12853, 25717};
	size_t i = 0;

	while (primes[i] < wanted && i + 1 < sizeof primes / sizeof *primes)
		i++;
	wanted = primes[i] < wanted ? wanted | 1 : primes[i];
	_M_next_resize = static_cast<size_t>(static_cast<double>(wanted) *
					     _M_max_load_factor);
	return wanted;
}

pair<bool, size_t> _Prime_rehash_policy::_M_need_rehash(size_t buckets,
							size_t elements,
							size_t more) const
{
	size_t wanted;

	if (elements + more <= _M_next_resize)
		return {false, 0};
	wanted = static_cast<size_t>(static_cast<double>(elements + more) /
				     _M_max_load_factor) +
		 1;
	if (wanted < buckets) {
		_M_next_resize = static_cast<size_t>(
			static_cast<double>(buckets) * _M_max_load_factor);
		return {false, 0};
	}
	return {true, _M_next_bkt(wanted > 2 * buckets ? wanted : 2 * buckets)};
}
} // namespace __detail
} // namespace std
#endif
