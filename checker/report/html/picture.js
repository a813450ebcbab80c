/* The picture of an execution, as SVG.  What comes from the data goes into the
 * page as text only. */
const byId = (id) => document.getElementById(id);
const data = JSON.parse(byId('data').textContent);
const picture = byId('picture');
const ROW = 40, TOP = 10, LOOP = 20, GUTTER = 40, NARROW = 560, MANY = 5;

let story, steps, position, last;

function element(name, parent, set, words) {
	const made = document.createElement(name);
	return put(made, parent, set, words);
}

function drawn(name, parent, set, words) {
	const made = document.createElementNS(picture.namespaceURI, name);
	return put(made, parent, set, words);
}

function put(made, parent, set, words) {
	for (const key in set)
		made.setAttribute(key, set[key]);
	if (words !== undefined)
		made.textContent = words;
	parent.appendChild(made);
	return made;
}

const color = (thread) => `var(--t${thread % 8})`;

/* Rows: one for each step, then one for each thread's end. */
function rowOf(number) {
	return number - steps[0].number;
}

/* A loop begins below a line of words. */
function top(row) {
	return TOP + row * ROW +
		(story.loop && row >= rowOf(story.loop) ? LOOP : 0);
}

const middle = (row) => top(row) + ROW / 2;

/* Where the lanes are.  On a narrow screen they are close together, and all
 * words stand to the right of them. */
let wide, lane, width, indent;

function measure() {
	const count = story.threads.length;

	byId('stage').className = count >= MANY ? 'many' : '';
	const room = byId('lanes').clientWidth || 700;

	wide = room >= NARROW;
	lane = wide ? Math.max(150, (room - GUTTER) / count)
		    : Math.max(14, Math.min(30, 120 / count));
	width = wide ? GUTTER + lane * count : room;
	indent = wide ? 26 : lane / 2;
}

const lifeline = (thread) => GUTTER + thread * lane + indent;

function wordsAt(thread) {
	return wide ? lifeline(thread) + 16
		    : GUTTER + story.threads.length * lane + 8;
}

/* At most two lines of words that fit beside the lifeline; what a value was and
 * is stays together. */
function addWords(parent, thread, row, words) {
	const tied = words.replace(/ -> /g, '\u00a0\u2192\u00a0')
		.replace(/ = /g, '\u00a0=\u00a0');
	const x = wordsAt(thread);
	const room = wide ? lane - indent - 20 : width - x - 6;
	const fits = Math.max(4, Math.floor(room / 7.4));
	const lines = wrap(tied, fits);
	let y = middle(row) + (lines.length > 1 ? -4 : 5);

	for (const line of lines) {
		drawn('text', parent, {x, y}, line);
		y += 15;
	}
	drawn('title', parent, {}, words);
}

function wrap(words, fits) {
	if (words.length <= fits)
		return [words];
	let cut = words.lastIndexOf(' ', fits);
	if (cut < fits / 3)
		cut = fits;
	const rest = words.slice(cut).trim();
	return [words.slice(0, cut), rest.length > fits
		? rest.slice(0, fits - 1) + '\u2026' : rest];
}

/* When a thread's lifeline begins: with the first thread, or its creation. */
function born(thread) {
	const first = steps.find((step) => step.thread === thread);
	const edge = first && story.edges.find((edge) =>
		edge.to === first.number && edge.what === 'creates');

	if (edge)
		return rowOf(edge.from);
	return first && !thread ? 0 : first ? rowOf(first.number) : 0;
}

function addLanes() {
	story.threads.forEach((name, thread) => {
		const own = steps.filter((step) => step.thread === thread);
		const end = story.ends.findIndex((e) => e.thread === thread);
		const to = end >= 0 ? steps.length + end
			: own.length ? rowOf(own[own.length - 1].number) : 0;

		if (wide)
			drawn('rect', picture, {class: 'lane',
				x: GUTTER + thread * lane, y: 0, width: lane,
				height: '100%', fill: color(thread)});
		if (own.length || end >= 0)
			drawn('line', picture, {class: 'life',
				x1: lifeline(thread), x2: lifeline(thread),
				y1: middle(born(thread)), y2: middle(to),
				stroke: color(thread)});
	});
}

/* Bars from lock to unlock; those inside others stand further right.  Each is
 * there twice: faint, and in full for as far as time has come. */
function addHolds() {
	const all = steps.length + story.ends.length;

	story.holds.forEach((hold, i) => {
		const from = rowOf(hold.from);
		const to = hold.to ? rowOf(hold.to) : all - 1;
		const depth = story.holds.slice(0, i).filter((other) =>
			other.thread === hold.thread &&
			(!other.to || other.to > hold.from)).length;
		const place = {rx: 4, width: 8, y: middle(from),
			x: lifeline(hold.thread) - 4 + Math.min(depth, 3) * 4,
			height: Math.max(8, middle(to) - middle(from)),
			fill: color(hold.thread)};
		const bar = drawn('rect', picture, {class: 'hold', ...place});

		drawn('rect', picture, {class: 'hold so-far', ...place})
			.dataset.from = hold.from;
		drawn('title', bar, {}, story.threads[hold.thread] +
			(hold.reading ? ' reads under ' : ' holds ') +
			hold.lock);
	});
}

/* Down beside the lane that it comes from, across above the row that it goes
 * to: so an arrow crosses no words. */
function route(from, to, row, other, turn) {
	const x = lifeline(from), goal = lifeline(to);
	const side = (goal > x ? 1 : -1) * (wide ? 6 + turn % 4 * 3 : 5);
	const y = middle(other) - ROW / 2 + turn % 4 * 2;

	return `M${x} ${middle(row)} L${x + side} ${middle(row) + 8}` +
		` L${x + side} ${y - 4} Q${x + side} ${y} ` +
		`${x + side + Math.sign(side) * 6} ${y}` +
		` L${goal - Math.sign(side) * 12} ${y}` +
		` Q${goal - Math.sign(side) * 3} ${y} ` +
		`${goal - Math.sign(side) * 2} ${middle(other) - 6}`;
}

function addMarker(parent, id, kind) {
	const marker = drawn('marker', parent, {id, viewBox: '0 0 8 8', refX: 7,
		refY: 4, markerWidth: 8, markerHeight: 8, orient: 'auto',
		markerUnits: 'userSpaceOnUse'});

	drawn('path', marker, {d: 'M0 0 L8 4 L0 8 z', class: kind});
}

function addArrows() {
	const defs = drawn('defs', picture, {});

	addMarker(defs, 'tip', 'tip');
	addMarker(defs, 'reads-tip', 'reads-tip');
	addMarker(defs, 'wrong-tip', 'wrong-tip');
	story.edges.forEach((edge, i) => {
		const from = steps[rowOf(edge.from)];
		const to = steps[rowOf(edge.to)];
		const tip = edge.orders ? 'tip' : 'reads-tip';
		const arrow = drawn('path', picture, {
			class: edge.orders ? 'arrow' : 'arrow reads',
			d: route(from.thread, to.thread, rowOf(edge.from),
				rowOf(edge.to), i % 3),
			'marker-end': `url(#${tip})`});

		arrow.dataset.from = edge.to;
		drawn('title', arrow, {}, `${edge.what}: step ${edge.from}` +
			`, then step ${edge.to}`);
	});
}

function addRace() {
	const [from, to] = story.race.map((number) => steps[rowOf(number)]);
	const arrow = drawn('path', picture, {class: 'arrow race',
		d: route(from.thread, to.thread, rowOf(from.number),
			rowOf(to.number), 3),
		'marker-end': 'url(#wrong-tip)'});

	arrow.dataset.from = to.number;
	drawn('title', arrow, {}, 'data race: nothing orders these two');
}

/* Who waits for whom: beside the rows of ends, at the left of the words. */
function addWaits() {
	story.ends.forEach((end, i) => {
		const other = story.ends.findIndex((e) =>
			e.thread === end.next);
		if (other < 0)
			return;
		const x = lifeline(end.thread), goal = lifeline(end.next);
		const from = middle(steps.length + i);
		const to = middle(steps.length + other);
		const down = to > from ? 1 : -1;
		const sign = Math.sign(goal - x);
		const arrow = drawn('path', picture, {class: 'arrow waits',
			d: `M${x} ${from + down * 7} L${x} ` +
				`${from + down * 14} L${goal - sign * 9} ` +
				`${from + down * 14} L${goal - sign * 9} ` +
				`${to - down * 9} L${goal - sign * 5} ` +
				`${to - down * 5}`,
			'marker-end': 'url(#wrong-tip)'});

		arrow.dataset.from = last;
		drawn('title', arrow, {}, `${story.threads[end.thread]} waits` +
			` for ${story.threads[end.next]}`);
	});
}

function addRow(row, thread, place, number, label, words, wrong) {
	const group = drawn('g', picture, {class: wrong ? 'row wrong' : 'row'});

	drawn('rect', group, {class: 'band', x: 0, y: top(row), width,
		height: ROW});
	drawn('text', group, {class: 'number', x: GUTTER - 8,
		y: middle(row) + 4, 'text-anchor': 'end'}, label);
	addWords(group, thread, row, words);
	group.dataset.from = number;
	group.addEventListener('click', () => go(place));
	return group;
}

function addDot(row, thread, number, wrong) {
	const dot = drawn('circle', picture, {cx: lifeline(thread),
		cy: middle(row), r: 5.5, stroke: color(thread),
		'stroke-width': 2.5,
		fill: wrong ? 'var(--wrong)' : 'var(--back)'});

	dot.dataset.from = number;
}

function addRows() {
	steps.forEach((step, row) =>
		addRow(row, step.thread, row + 1, step.number, step.number,
			wide ? step.what : `T${step.thread + 1} ${step.what}`,
			step.wrong));
	story.ends.forEach((end, i) =>
		addRow(steps.length + i, end.thread, last, Infinity, 'end',
			wide ? end.what : `T${end.thread + 1} ${end.what}`,
			true));
}

function addDots() {
	steps.forEach((step, row) =>
		addDot(row, step.thread, step.number, step.wrong));
	story.ends.forEach((end, i) =>
		addDot(steps.length + i, end.thread, Infinity, true));
}

function addLoop() {
	const y = top(rowOf(story.loop)) - 3;

	drawn('line', picture, {class: 'loop', x1: 0, x2: width, y1: y, y2: y});
	drawn('text', picture, {class: 'note', x: width - 8, y: y - 5,
		'text-anchor': 'end'}, 'from here on, forever');
}

function addHeads() {
	const heads = byId('heads');

	heads.textContent = '';
	heads.style.width = `${width}px`;
	if (wide)
		element('span', heads, {style: `width:${GUTTER}px`}, '');
	story.threads.forEach((name, thread) =>
		element('span', heads, {
			class: `t${thread % 8}`, title: name,
			style: wide ? `width:${lane}px` : ''}, name));
	heads.style.flexWrap = wide ? 'nowrap' : 'wrap';
}

function draw() {
	measure();
	picture.textContent = '';
	picture.setAttribute('width', width);
	picture.setAttribute('height',
		top(steps.length + story.ends.length) + TOP);
	addHeads();
	addRows();
	addLanes();
	addHolds();
	addArrows();
	if (story.race)
		addRace();
	addWaits();
	addDots();
	if (story.loop)
		addLoop();
	/* Lanes lie over the bands of rows: clicks go through, but to what has
	 * a title to show. */
	for (const shape of picture.children)
		if (!shape.matches('.row, .arrow, .hold:not(.so-far)'))
			shape.style.pointerEvents = 'none';
}
