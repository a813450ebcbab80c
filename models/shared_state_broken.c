// shared_state.c wrong: giving back a reference and asking whether it was the
// last are two steps. When two threads both do the first before the second,
// both see 0, and both free the map.
//
// expect: finding use-after-free
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#define USERS 2

struct map {
	atomic_int references;
	pthread_mutex_t lock;	/* guards the values */
	int *values;		/* by key, 0 to USERS - 1 */
};

static struct map *map_create(void)
{
	struct map *map = malloc(sizeof(*map));

	atomic_init(&map->references, 1);
	pthread_mutex_init(&map->lock, NULL);
	map->values = calloc(USERS, sizeof(int));
	return map;
}

static struct map *map_share(struct map *map)
{
	atomic_fetch_add(&map->references, 1);
	return map;
}

static void map_free(struct map *map)
{
	free(map->values);
	pthread_mutex_destroy(&map->lock);
	free(map);
}

static void map_drop(struct map *map)
{
	atomic_fetch_sub(&map->references, 1);
	if (atomic_load(&map->references) == 0)
		map_free(map);
}

static int map_add(struct map *map, int key, int more)
{
	int value;

	pthread_mutex_lock(&map->lock);
	value = map->values[key] += more;
	pthread_mutex_unlock(&map->lock);
	return value;
}

static void *use(void *argument)
{
	struct map *map = argument;

	assert(map_add(map, 0, 1) <= USERS);
	map_drop(map);
	return NULL;
}

int main(void)
{
	struct map *map = map_create();
	pthread_t users[USERS];

	for (int i = 0; i < USERS; i++)
		pthread_create(&users[i], NULL, use, map_share(map));
	map_drop(map);
	for (int i = 0; i < USERS; i++)
		pthread_join(users[i], NULL);
}
