// C++: transfer.cc mended: std::lock takes both locks without a deadlock, and
// the guards only see to it that they are given back.
//
// expect: verified
#include <cassert>
#include <functional>
#include <mutex>
#include <thread>

struct Account {
	std::mutex lock;
	int balance = 10;
};

static void transfer(Account &from, Account &to, int amount)
{
	std::lock(from.lock, to.lock);

	std::lock_guard<std::mutex> from_guard(from.lock, std::adopt_lock);
	std::lock_guard<std::mutex> to_guard(to.lock, std::adopt_lock);

	from.balance -= amount;
	to.balance += amount;
}

int main()
{
	Account first, second;
	std::thread there(transfer, std::ref(first), std::ref(second), 1);
	std::thread back(transfer, std::ref(second), std::ref(first), 2);

	there.join();
	back.join();
	assert(first.balance == 11 && second.balance == 9);
}
