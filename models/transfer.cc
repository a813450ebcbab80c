// C++: two transfers between two accounts, in opposite directions. Each takes
// the lock of the account it takes from first, so each can hold one lock and
// wait for the other. transfer_fixed.cc takes both at once.
//
// expect: finding deadlock on first.lock
#include <functional>
#include <mutex>
#include <thread>

struct Account {
	std::mutex lock;
	int balance = 10;
};

static void transfer(Account &from, Account &to, int amount)
{
	std::lock_guard<std::mutex> from_guard(from.lock);
	std::lock_guard<std::mutex> to_guard(to.lock);

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
}
