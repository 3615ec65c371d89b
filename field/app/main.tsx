import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { keepGoing } from '../offline/keep-going.ts';
import { keepFirstWords, rememberHeld } from './first-words.ts';
import { startWords } from './language.ts';
import { Shell } from './shell.tsx';
import { PhoneContext, thePhone } from './the-phone.ts';
import { startUpdates } from './update.ts';
import './field.css';

await startWords();
keepFirstWords();
const place = document.getElementById('root');
if (!place) throw new Error('index.html has no #root');
createRoot(place).render(
  <StrictMode>
    <PhoneContext value={thePhone}>
      <Shell />
    </PhoneContext>
  </StrictMode>,
);
await thePhone.start();
rememberHeld(thePhone);
keepGoing(thePhone);
startUpdates();
// Without this a phone that runs out of space may throw away what has not been sent. Asked quietly; a no is a no.
void navigator.storage?.persist?.();
