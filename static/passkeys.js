// Starts allauth's passkey forms from data attributes, because a page may hold no inline script.
//   <button id="..." data-passkey="loginForm|addForm|authenticateForm" data-credential="id of the hidden field">
document.addEventListener("DOMContentLoaded", () => {
  for (const button of document.querySelectorAll("[data-passkey]")) {
    const ids = {
      login: button.id,
      add: button.id,
      authenticate: button.id,
      credential: button.dataset.credential,
      passwordless: "id_passwordless",
      data: "passkey-data",
    };
    window.allauth.webauthn.forms[button.dataset.passkey]({ ids });
  }
});

// The browser's own reason is in English for programmers; the page says what to do instead.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const problem = document.getElementById("passkey-problem");
  problem.hidden = false;
  problem.focus();
});
