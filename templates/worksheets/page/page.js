/* The page itself: buttons, what is said of answers, hints, what is kept, what is exported. */

const STORE = `symconv-sheet-${DATA.sheet}`;
const AFTER_WRITING = 400;

const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const fieldsOf = (part) => all("[data-field]", part);
const numberOf = (field) => field.dataset.field;

function make(name, text, properties = {}) {
  const element = document.createElement(name);
  element.textContent = text;
  Object.assign(element, properties);
  return element;
}

const button = (text, action, kind = "") => {
  const made = make("button", text, { type: "button", className: kind });
  made.addEventListener("click", action);
  return made;
};

/* Answers, whatever they are written in: a line, or one of several options. */

function answerOf(field) {
  if (field.tagName === "INPUT") return field.value;
  return all("input:checked", field).map((option) => option.value).join("");
}

function setAnswer(field, answer) {
  if (field.tagName === "INPUT") field.value = answer;
  else all("input", field).forEach((option) => { option.checked = option.value === answer; });
}

const answers = () => Object.fromEntries(
  fieldsOf(document).map((field) => [numberOf(field), answerOf(field).trim()])
    .filter(([, answer]) => answer !== ""),
);
const lines = () => Object.fromEntries(
  all("[data-line]").map((line) => [line.dataset.line, line.value]).filter(([, text]) => text),
);

/* What is kept in the browser, where it keeps anything. */

function keep() {
  try {
    localStorage.setItem(STORE, JSON.stringify({ answers: answers(), lines: lines() }));
  } catch {
    /* Private windows and some files have no store: answers last as long as the page. */
  }
}

function kept() {
  try {
    const found = JSON.parse(localStorage.getItem(STORE) ?? "{}");
    return { answers: found?.answers ?? {}, lines: found?.lines ?? {} };
  } catch {
    return { answers: {}, lines: {} };
  }
}

function restore() {
  const found = kept();
  const told = (table, key) => (has(table, key) ? String(table[key]) : "");
  fieldsOf(document).forEach((field) => setAnswer(field, told(found.answers, numberOf(field))));
  all("[data-line]").forEach((line) => { line.value = told(found.lines, line.dataset.line); });
}

function forget() {
  try {
    localStorage.removeItem(STORE);
  } catch {
    /* There is nothing to remove. */
  }
}

/* What is said. */

const several = (numbers, word) => (numbers.length === 1
  ? `${word} ${numbers[0]}`
  : `${word}s ${numbers.slice(0, -1).join(", ")} and ${numbers[numbers.length - 1]}`);

function quoted(numbers, terms) {
  if (terms.length === 1) return "this";
  const told = several(numbers, "term");
  return numbers.length === 1 ? `${told}, ${terms[numbers[0] - 1]},` : told;
}

function wrongTerms({ wrong, signs, missing, terms }) {
  const parts = [];
  if (wrong.length) {
    parts.push(`${quoted(wrong, terms)} ${wrong.length === 1 ? "is" : "are"} not right`);
  }
  if (signs.length) {
    parts.push(`${quoted(signs, terms)} ${signs.length === 1 ? "has" : "have"} the wrong sign`);
  }
  if (missing) parts.push(missing === 1 ? "a term is missing" : `${missing} terms are missing`);
  return parts.join("; ");
}

function sentence(text) {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function messageOf(result, mode) {
  if (result.state === "right") return "✓ Right.";
  if (result.state === "unread") {
    return `? Not understood at character ${result.at + 1}: ${result.reason}.`;
  }
  if (result.state === "empty") return "";
  if (mode === "letter") return "✗ Not right.";
  if (mode === "text") return "✗ Not as expected; here the form counts, sign by sign.";
  return `✗ ${sentence(wrongTerms(result) || "not right")}`;
}

function say(field, result) {
  const place = document.getElementById(`symconv-said-${numberOf(field)}`);
  place.textContent = messageOf(result, DATA.fields[numberOf(field)].mode);
  place.dataset.state = result.state;
  const wrong = result.state === "wrong" || result.state === "unread";
  if (field.tagName !== "INPUT") return;
  if (wrong) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
}

function silence(field) {
  say(field, { state: "empty" });
}

function checkPart(part) {
  const results = fieldsOf(part).map((field) => {
    const result = checkAnswer(numberOf(field), answerOf(field));
    say(field, result);
    return result.state;
  });
  const count = (state) => results.filter((each) => each === state).length;
  const empty = count("empty");
  const open = empty ? `; ${empty} still empty` : "";
  return `${count("right")} of ${results.length} right${open}.`;
}

/* The parts of the page that need this script are made by it. */

function addButtons(exercise) {
  if (fieldsOf(exercise).length === 0) return;
  const place = make("p", "", { className: "symconv-buttons" });
  const result = make("span", "", { className: "symconv-result" });
  result.setAttribute("role", "status");
  const name = exercise.querySelector("h1,h2,h3,h4,h5,h6").textContent.split(":")[0];
  place.append(
    button(`Check ${name.toLowerCase()}`, () => { result.textContent = checkPart(exercise); }),
    result,
  );
  const fields = all(".symconv-fields", exercise);
  fields[fields.length - 1].after(place);
}

function chainHints(exercise) {
  const hints = all("details:not(.symconv-solution)", exercise);
  hints.forEach((hint, place) => {
    hint.hidden = place > 0;
    hint.addEventListener("toggle", () => {
      if (hint.open && place + 1 < hints.length) hints[place + 1].hidden = false;
    });
  });
}

function exportAnswers() {
  const [first] = all("[data-line]");
  const data = {
    schema_version: DATA.schema_version,
    sheet: DATA.sheet,
    name: first ? first.value.trim() : "",
    answers: answers(),
  };
  const text = `${JSON.stringify(data, null, 2)}\n`;
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = make("a", "", { href: address, download: `answers-${DATA.sheet}.json` });
  link.hidden = true;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10 * AFTER_WRITING);
}

function clearAnswers(result) {
  if (!window.confirm("Clear all answers on this sheet?")) return;
  fieldsOf(document).forEach((field) => {
    setAnswer(field, "");
    silence(field);
  });
  all("[data-line]").forEach((line) => { line.value = ""; });
  all(".symconv-result").forEach((place) => { place.textContent = ""; });
  forget();
  result.textContent = "All answers are cleared.";
}

/* One exercise at a time: the others are hidden, on screen alone. */

function stepper(exercises) {
  let at = -1;
  const where = make("span", "");
  where.setAttribute("role", "status");
  const place = make("p", "", { className: "symconv-buttons symconv-steps" });
  const show = () => {
    document.body.classList.toggle("symconv-stepping", at >= 0);
    exercises.forEach((one, number) => one.classList.toggle("symconv-now", number === at));
    where.textContent = at >= 0 ? `Exercise ${at + 1} of ${exercises.length}` : "";
    back.hidden = at < 0;
    on.hidden = at < 0;
    back.disabled = at <= 0;
    on.disabled = at === exercises.length - 1;
    whole.textContent = at < 0 ? "One exercise at a time" : "Show all exercises";
  };
  const go = (by) => () => { at += by; show(); };
  const whole = button("", () => { at = at < 0 ? 0 : -1; show(); });
  const back = button("Previous", go(-1));
  const on = button("Next", go(1));
  place.append(whole, back, on, where);
  show();
  return place;
}

function toolbar(exercises) {
  const place = make("p", "", { className: "symconv-buttons" });
  const result = make("span", "", { className: "symconv-result" });
  result.setAttribute("role", "status");
  place.append(
    button("Check all", () => { result.textContent = checkPart(document); }),
    button("Export answers", exportAnswers),
    button("Clear", () => clearAnswers(result)),
    result,
  );
  const tools = make("div", "", { className: "symconv-tools" });
  tools.setAttribute("role", "group");
  tools.setAttribute("aria-label", "All exercises");
  tools.append(place, stepper(exercises));
  return tools;
}

function start() {
  const exercises = all(".symconv-exercise");
  exercises.forEach((exercise) => {
    addButtons(exercise);
    chainHints(exercise);
  });
  if (exercises.length) exercises[0].before(toolbar(exercises));
  restore();
  let waiting = 0;
  document.addEventListener("input", (event) => {
    const field = event.target.closest("[data-field]");
    if (field) silence(field);
    clearTimeout(waiting);
    waiting = setTimeout(keep, AFTER_WRITING);
  });
  window.addEventListener("pagehide", keep);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("input[data-field]")) return;
    event.preventDefault();
    say(event.target, checkAnswer(numberOf(event.target), event.target.value));
  });
}

start();
