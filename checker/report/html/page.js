/* Steps through an execution: the state, the source, the table, the keys.  For
 * the picture see picture.js. */
/* The number of the step at the position; 0 before the first. */
function numberAt() {
	return position === 0 ? 0
		: position > steps.length ? Infinity
		: steps[position - 1].number;
}

function fade() {
	const now = numberAt();

	for (const shape of picture.querySelectorAll('[data-from]')) {
		const from = Number(shape.dataset.from);
		shape.classList.toggle('later', from > now);
		shape.classList.toggle('now', from === now &&
			shape.classList.contains('row'));
	}
	for (const bar of picture.querySelectorAll('.so-far'))
		cut(bar);
}

/* The bar goes no further than the chosen step; what is later is hidden. */
function cut(bar) {
	const past = isEnd() ? Infinity
		: middle(position - 1) - Number(bar.getAttribute('y')) + 4;

	bar.style.clipPath = past >= 4 && past < 1e9
		? `inset(0 0 calc(100% - ${past}px) 0)` : '';
}

function isEnd() {
	return position > steps.length;
}

/* The last step of the thread so far; at the end, where it is then. */
function where(thread) {
	const end = isEnd() && story.ends.find((e) => e.thread === thread);

	return end || steps.slice(0, position).reverse().find((step) =>
		step.thread === thread);
}

function table(parent, title, heads) {
	const made = element('table', parent, {});
	const row = element('tr', element('thead', made, {}), {});

	element('caption', made, {class: 'title'}, title).hidden = true;
	made.setAttribute('aria-label', title);
	for (const head of heads)
		element('th', row, {scope: 'col'}, head);
	return element('tbody', made, {});
}

function addState(values, name, thread) {
	const at = where(thread);
	const row = element('tr', values, {});

	element('th', row, {scope: 'row', class: `t${thread % 8}`}, name);
	element('td', row, {}, !at ? 'has done nothing yet'
		: `${at.what}${at.place ? `, ${at.place}` : ''}`);
}

function showVariables(parent) {
	const values = new Map();

	steps.forEach((step, i) => {
		if (step.object === undefined)
			return;
		if (!values.has(step.object))
			values.set(step.object, {value: step.before});
		if (i < position)
			values.set(step.object, {value: step.value, step, i,
				changed: step.value !== step.before});
	});
	if (!values.size)
		return;
	const body = table(parent, 'Variables', ['Variable', 'Value', 'By']);
	for (const [name, at] of values) {
		const row = element('tr', body, {});
		const now = at.step && at.i === position - 1;

		element('th', row, {scope: 'row'}, name);
		element('td', row, {class: now ? 'changed' : ''}, now &&
			at.changed ? `${at.step.before} \u2192 ${at.value}`
			: at.value);
		element('td', row, {}, at.step ? `T${at.step.thread + 1}, ` +
			`step ${at.step.number}` : '');
	}
}

function showLocks(parent) {
	const names = new Map(story.holds.map((hold) => [hold.lock, []]));
	const now = numberAt();

	if (!names.size)
		return;
	for (const hold of story.holds)
		if (hold.from <= now && (!hold.to || hold.to > now))
			names.get(hold.lock).push(hold);
	const body = table(parent, 'Locks', ['Lock', 'Held by']);
	for (const [name, holds] of names) {
		const row = element('tr', body, {});
		const changed = holds.some((hold) => hold.from === now);

		element('th', row, {scope: 'row'}, name);
		element('td', row, {class: changed ? 'changed' : ''},
			holds.map((hold) => story.threads[hold.thread] +
				(hold.reading ? ' (reading)' : '') +
				`, since step ${hold.from}`).join('; ') ||
			'nobody');
	}
}

function showState() {
	const values = byId('values');

	values.textContent = '';
	showVariables(values);
	showLocks(values);
	const body = table(values, 'Threads', ['Thread', 'Its last step']);
	story.threads.forEach((name, thread) => addState(body, name, thread));
	byId('state-title').textContent = isEnd() ? 'At the end'
		: position === 0 ? 'Before the first step'
		: `After step ${numberAt()}`;
}

/* Does the thread of this line do the step? */
function isActor(thread) {
	return isEnd() ? story.ends.some((end) => end.thread === thread)
		: position > 0 && steps[position - 1].thread === thread;
}

function clearSource() {
	for (const line of document.querySelectorAll('.file li.at'))
		line.className = '';
	for (const chips of document.querySelectorAll('.file .chips'))
		chips.remove();
}

function addChip(line, thread) {
	const chips = line.querySelector('.chips') ||
		element('span', line, {class: 'chips'});
	const chip = element('b', chips, {class: `chip t${thread % 8}`});

	element('span', chip, {}, `T${thread + 1}`);
}

function showSource() {
	const files = document.querySelectorAll('#source .file');
	let shown = null;

	clearSource();
	story.threads.forEach((name, thread) => {
		const at = where(thread);
		const file = at && files[at.file];
		const line = file && file.querySelectorAll('li')[at.line - 1];

		if (!line)
			return;
		line.classList.add('at');
		addChip(line, thread);
		if (!isActor(thread))
			return;
		line.classList.add('now');
		shown = {file, line};
	});
	if (!shown)
		return;
	files.forEach((file) => { file.hidden = file !== shown.file; });
	center(byId('source'), shown.line);
}

/* Scrolls the box, and not the page. */
function center(box, inside) {
	const outer = box.getBoundingClientRect();
	const inner = inside.getBoundingClientRect();

	box.scrollTop += inner.top - outer.top -
		(outer.height - inner.height) / 2;
}

function showPicture() {
	const box = byId('lanes');
	const row = position === 0 ? 0 : position - 1;
	const y = middle(row) + byId('heads').offsetHeight;

	fade();
	if (y < box.scrollTop + 70 || y > box.scrollTop + box.clientHeight - 50)
		box.scrollTop = y - box.clientHeight / 2;
	if (!wide || width <= box.clientWidth)
		return;
	const x = lifeline((steps[row] || steps[steps.length - 1]).thread);
	if (x < box.scrollLeft || x + lane > box.scrollLeft + box.clientWidth)
		box.scrollLeft = x - lane;
}

function showTable() {
	for (const row of document.querySelectorAll('tr[aria-current]'))
		row.removeAttribute('aria-current');
	const rows = isEnd() ? story.ends.map((end) =>
		byId(`${story.id}-end-${end.thread + 1}`))
		: [byId(`${story.id}-${numberAt()}`)];
	for (const row of rows)
		if (row)
			row.setAttribute('aria-current', 'step');
}

/* The step in words. */
function sentence() {
	if (position === 0)
		return 'Before the first step.';
	if (isEnd())
		return `The end: ${story.ends.map((end) =>
			`${story.threads[end.thread]}: ${end.what}`)
			.join('; ')}.`;
	const step = steps[position - 1];
	return `Step ${step.number} of ${steps[steps.length - 1].number}: ` +
		`${story.threads[step.thread]} ${step.what}` +
		`${step.place ? ` (${step.place})` : ''}` +
		`${step.wrong ? `: ${story.title}` : ''}.`;
}

function showControls() {
	const scrubber = byId('scrubber');
	const words = sentence();

	scrubber.max = last;
	scrubber.value = position;
	scrubber.setAttribute('aria-valuetext', words);
	byId('now').textContent = words;
	byId('home').disabled = byId('back').disabled = position === 0;
	byId('end').disabled = byId('next').disabled = position === last;
}

function show() {
	showPicture();
	showState();
	showSource();
	showTable();
	showControls();
}

function mark() {
	return `#${story.id}=${isEnd() ? 'end' : numberAt()}`;
}

function go(to) {
	position = Math.max(0, Math.min(last, to));
	show();
	history.replaceState(null, '', mark());
}

function choose(chosen) {
	story = chosen;
	steps = story.steps;
	last = steps.length + (story.ends.length ? 1 : 0);
	position = last;
	draw();
	for (const other of data.stories) {
		const choice = byId(`choose-${other.id}`);
		if (choice)
			choice.checked = other === story;
		byId(`${other.id}-end`).hidden = other !== story;
	}
}

/* #step=5, #consequence=end: which step to show.  Rows of tables have such
 * names with a hyphen, so that they can be gone to without a script. */
function follow(hash) {
	const parts = /^#(step|consequence)[-=](\d+|end)$/.exec(hash);
	const chosen = parts && data.stories.find((s) => s.id === parts[1]);

	if (!chosen)
		return false;
	if (chosen !== story)
		choose(chosen);
	const at = steps.findIndex((step) => step.number === Number(parts[2]));
	position = parts[2] === 'end' ? last : at + 1;
	show();
	return true;
}

const keys = {
	ArrowLeft: () => position - 1,
	ArrowRight: () => position + 1,
	ArrowUp: () => position - 1,
	ArrowDown: () => position + 1,
	Home: () => 0,
	End: () => last,
};

/* Up and down move through time where the focus is on it, as time runs
 * downwards; elsewhere they scroll the page. */
function isOurs(event) {
	if (!(event.key in keys) || event.ctrlKey || event.altKey ||
	    event.metaKey || event.shiftKey || event.target.type === 'radio')
		return false;
	if (event.key === 'ArrowUp' || event.key === 'ArrowDown')
		return event.target.id === 'scrubber' ||
			event.target.id === 'lanes';
	return !event.target.closest || !event.target.closest('pre, .wide');
}

function listen() {
	byId('home').onclick = () => go(0);
	byId('back').onclick = () => go(position - 1);
	byId('next').onclick = () => go(position + 1);
	byId('end').onclick = () => go(last);
	byId('scrubber').oninput = () => go(Number(byId('scrubber').value));
	document.addEventListener('keydown', (event) => {
		if (!isOurs(event))
			return;
		event.preventDefault();
		go(keys[event.key]());
	});
	document.addEventListener('click', (event) => {
		const link = event.target.closest('a[href^="#"]');
		if (!link || !follow(link.hash))
			return;
		event.preventDefault();
		history.replaceState(null, '', mark());
	});
	/* Paper has room for all of it. */
	window.addEventListener('beforeprint', () => {
		const chosen = position;

		position = last;
		show();
		position = chosen;
	});
	window.addEventListener('afterprint', show);
	window.addEventListener('hashchange', () => follow(location.hash));
	window.addEventListener('resize', () => { draw(); show(); });
}

function addChoices() {
	const names = {step: 'What went wrong', consequence:
		'A possible consequence'};

	byId('stories').hidden = data.stories.length < 2;
	for (const one of data.stories) {
		const label = element('label', byId('stories'), {});
		const choice = element('input', label, {type: 'radio',
			name: 'story', id: `choose-${one.id}`});

		label.append(` ${names[one.id]}`);
		choice.onchange = () => { choose(one); go(last); };
	}
}

function begin() {
	data.stories = data.stories.filter((one) => one.steps.length);
	if (!data.stories.length)
		return;
	byId('play').hidden = false;
	if (byId('source'))
		byId('side').append(byId('source'));
	addChoices();
	listen();
	choose(data.stories[0]);
	if (!follow(location.hash))
		show();
}
