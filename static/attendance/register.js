// The register without this file is a plain form. This adds: a count of who is not marked, one
// press for everyone not yet marked, P / L / N on the keyboard, and a warning before marks that
// were not saved are left behind.
const form = document.querySelector("[data-register]");
if (form) start(form);

function start(form) {
  const rows = [...form.querySelectorAll("[data-row]")];
  const count = form.querySelector("[data-count]");
  const reason = form.querySelector("[data-change-reason]");
  const chosen = (row) => row.querySelector("input[type=radio]:checked");
  const first = (row) => chosen(row) || row.querySelector("input[type=radio]");
  const typed = (row) =>
    [...row.querySelectorAll("input:not([type=hidden]), select")]
      .map((box) => (box.type === "radio" ? box.checked : box.value))
      .join("|");
  const shown = new Map(rows.map((row) => [row, typed(row)]));
  const touched = (row) => typed(row) !== shown.get(row);
  let leaving = false;

  function refresh() {
    const left = rows.filter((row) => !chosen(row)).length;
    count.textContent = left ? `${left} not marked yet` : "Everyone is marked";
    if (reason && !reason.hasAttribute("data-keep")) {
      reason.hidden = !rows.some((row) => row.hasAttribute("data-saved") && touched(row));
    }
  }

  function choose(row, value) {
    row.querySelector(`input[type=radio][value=${value}]`).checked = true;
    refresh();
  }

  function moveOn(row) {
    const next = rows[rows.indexOf(row) + 1];
    (next ? first(next) : form.querySelector("[data-save]")).focus();
  }

  // Never over a mark that is there: only those without any.
  form.querySelector("[data-all-present]").addEventListener("click", () => {
    rows.filter((row) => !chosen(row)).forEach((row) => choose(row, "P"));
  });

  // Single keys act only while a pupil's choice has focus (WCAG 2.1.4).
  form.addEventListener("keydown", (event) => {
    const row = event.target.closest("[data-row]");
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    const value = { P: "P", L: "L", N: "A" }[event.key.toUpperCase()];
    if (event.target.type === "radio" && value) {
      event.preventDefault();
      choose(row, value);
      if (value === "L") row.querySelector("input[name^=minutes-]").focus();
      else moveOn(row);
    } else if (event.key === "Enter" && event.target.name?.startsWith("minutes-")) {
      event.preventDefault();
      moveOn(row);
    }
  });

  form.addEventListener("input", refresh);
  form.addEventListener("change", refresh);
  form.addEventListener("submit", () => (leaving = true));
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && rows.some(touched)) event.preventDefault();
  });
  // A page brought back by the back button has forgotten that it was sent.
  window.addEventListener("pageshow", () => {
    leaving = false;
    refresh();
  });
  refresh();
}
