// Before anything else has come: whether somebody is logged in on this phone. Then the log-in of index.html stays hidden.
try {
  if (localStorage.getItem('gridloop.field.held') === 'yes') document.documentElement.dataset.held = 'yes';
} catch {
  // Private windows may refuse storage; the log-in then shows for a moment.
}
// The log-in of index.html can be sent before the app has come; first-words.ts takes over the question and its answer.
document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!form.matches('.f-first form')) return;
  event.preventDefault();
  const [login, password, button] = form.elements;
  if (!isSecureContext || button.disabled) return;
  const body = JSON.stringify({ login: login.value, password: password.value });
  const headers = { 'content-type': 'application/json' };
  const options = { method: 'POST', headers, body, credentials: 'omit', cache: 'no-store' };
  const answer = fetch('/api/phone/session', options);
  // Whoever takes it over hears of a failure; until then nobody does.
  answer.catch(() => {});
  window.gridloopFirst = { body, answer };
  login.readOnly = password.readOnly = button.disabled = true;
  button.textContent = button.dataset.busy;
});
