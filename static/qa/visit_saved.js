/* The server has everything of this visit: the device lets go of what it kept. */

const saved = document.querySelector("[data-visit-saved]");
if (saved) localStorage.removeItem(`visit-draft-${saved.dataset.visitSaved}`);
