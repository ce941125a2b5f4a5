/* Saves each standard of a visit in the background while it is written. What could not be sent
   stays on this device until it is, and no longer: it holds what was typed, under the ids of the
   person and the visit. Without this file the page's own buttons save. */

const form = document.querySelector("[data-visit-draft]");
const state = form?.querySelector("[data-visit-state]");
const key = form && `visit-draft-${form.dataset.visitDraft}`;
const PAUSE = 1200;
const PATIENCE = 8000;
const AGAIN = 10000;
let timer = 0;
let busy = false;

function waiting() {
  try {
    return JSON.parse(localStorage.getItem(key) || "{}");
  } catch {
    return {};
  }
}

function keep(blocks) {
  if (Object.keys(blocks).length) localStorage.setItem(key, JSON.stringify(blocks));
  else localStorage.removeItem(key);
}

function say(kind, text) {
  state.hidden = false;
  state.dataset.kind = kind;
  state.textContent = text;
}

function field(standard, name) {
  return form.querySelector(`[name="${name}_${standard}"]`);
}

function read(standard) {
  const chosen = form.querySelector(`[name="outcome_${standard}"]:checked`);
  return {
    outcome: chosen ? chosen.value : "",
    evidence: field(standard, "evidence").value,
    confidential: field(standard, "confidential").value,
  };
}

function put(standard, block) {
  if (!field(standard, "evidence")) return;
  field(standard, "evidence").value = block.evidence;
  field(standard, "confidential").value = block.confidential;
  for (const option of form.querySelectorAll(`[name="outcome_${standard}"]`)) {
    option.checked = option.value === block.outcome;
  }
}

function changed(event) {
  const block = event.target.closest("[data-standard]");
  if (!block) return;
  const standard = block.dataset.standard;
  keep({ ...waiting(), [standard]: read(standard) });
  say("queued", "Not saved yet");
  clearTimeout(timer);
  timer = setTimeout(send, PAUSE);
}

async function post(standard, block) {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  body.set("standard", standard);
  for (const [name, value] of Object.entries(block)) body.set(name, value);
  return fetch(form.dataset.blockUrl, {
    method: "POST",
    body,
    redirect: "manual",
    signal: AbortSignal.timeout(PATIENCE),
  });
}

async function sendOne(standard, block) {
  const answer = await post(standard, block);
  if (answer.type === "opaqueredirect" || answer.status === 403) {
    say("problem", "You have been signed out. What you wrote is kept on this device: sign in again.");
    return false;
  }
  const told = await answer.json();
  if (!answer.ok) {
    say("problem", told.problem);
    return false;
  }
  // Somebody may have typed on while it was sent.
  const left = waiting();
  if (JSON.stringify(left[standard]) === JSON.stringify(block)) delete left[standard];
  keep(left);
  say("sent", `Saved at ${told.saved}`);
  return true;
}

async function send() {
  if (busy) return;
  busy = true;
  clearTimeout(timer);
  try {
    for (const [standard, block] of Object.entries(waiting())) {
      if (!(await sendOne(standard, block))) return;
    }
  } catch {
    const many = Object.keys(waiting()).length;
    say("queued", `No connection. ${many === 1 ? "1 standard is" : `${many} standards are`} kept on this device.`);
  } finally {
    busy = false;
    if (Object.keys(waiting()).length && state.dataset.kind !== "problem") {
      timer = setTimeout(send, AGAIN);
    }
  }
}

if (form) {
  for (const [standard, block] of Object.entries(waiting())) put(standard, block);
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  // The page's own button sends everything that stands in it.
  form.addEventListener("submit", () => clearTimeout(timer));
  addEventListener("online", send);
  send();
}
