/* An execution as the page shows it. */
#ifndef MCHECK_REPORT_HTML_SCENE_H
#define MCHECK_REPORT_HTML_SCENE_H

#include "report/facts/edges.h"
#include "report/text/page.h"

/* Of a longer execution only so many last steps are shown. */
#define SCENE_STEPS 1000u

/* `first`: the index of the first step that is shown.  `id`: with what the
 * names of its rows begin. */
struct scene {
	struct page page;
	const struct story *story;
	uint32_t first;
	const char *id;
	struct edges edges;
};

/* What the page has of it: the one with the id "step", of the failure, and the
 * one with the id "consequence".  False when there is no such execution. */
bool scene_open(struct scene *scene, const struct facts *facts, bool failure);
void scene_close(struct scene *scene);

/* Is there something to say of the thread behind the last step? */
bool scene_has_end(const struct scene *scene, int thread);

/* Appends it: "waits to lock a, held by T2 save"; and where that is. */
void scene_end(struct scene *scene, int thread, struct text *words);
const struct place *scene_end_place(const struct scene *scene, int thread);

/* Appends the last part of the path, and the line: "x.c:12". */
void scene_place(const struct place *place, struct text *words);

#endif
