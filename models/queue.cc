// C++: a queue between two threads, made of std::mutex, std::lock_guard and
// std::condition_variable. The consumer waits with a predicate, so neither an
// early signal nor a spurious wake-up does harm.
//
// expect: verified
#include <cassert>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

template <typename T> class Queue {
public:
	void put(T item)
	{
		std::lock_guard<std::mutex> guard(lock);

		items.push_back(item);
		filled.notify_one();
	}

	T take()
	{
		std::unique_lock<std::mutex> guard(lock);

		filled.wait(guard, [this] { return !items.empty(); });

		T item = items.front();

		items.pop_front();
		return item;
	}

private:
	std::mutex lock;
	std::condition_variable filled;
	std::deque<T> items;
};

int main()
{
	Queue<int> queue;
	int sum = 0;
	std::thread producer([&] {
		queue.put(1);
		queue.put(2);
	});
	std::thread consumer([&] {
		sum += queue.take();
		sum += queue.take();
	});

	producer.join();
	consumer.join();
	assert(sum == 3);
}
