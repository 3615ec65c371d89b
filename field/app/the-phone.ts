import { createContext, useContext, useSyncExternalStore } from 'react';
import { PhoneDatabase } from '../offline/database.ts';
import { createPhone, type Phone } from '../offline/phone.ts';
import type { PhoneState } from '../offline/state.ts';
import { fetchAfterFirst } from './first-words.ts';

/** One exchange at a time over all windows of this phone, and the news of it to the others. */
const news = new BroadcastChannel('gridloop-field');

export const thePhone: Phone = createPhone({
  db: new PhoneDatabase(),
  url: '',
  fetch: fetchAfterFirst,
  now: () => new Date(),
  online: () => navigator.onLine,
  exclusively: (work) => navigator.locks.request('gridloop-field', work) as ReturnType<typeof work>,
  written: () => news.postMessage('written'),
});
news.addEventListener('message', () => void thePhone.reread());

export const PhoneContext = createContext<Phone>(thePhone);
export const usePhone = (): Phone => useContext(PhoneContext);
export function usePhoneState(): PhoneState {
  const phone = usePhone();
  return useSyncExternalStore(phone.subscribe, phone.state);
}
