import { applyTheme, Mark, ThemeContext } from '#parts';
import { lazy, Suspense, useLayoutEffect, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { AskScreen } from '../ask/ask-screen.tsx';
import { LogIn } from './log-in.tsx';
import { MeScreen } from '../me/me-screen.tsx';
import { OrderScreen } from '../order/order-screen.tsx';
import { ResultScreen } from '../order/result-screen.tsx';
import { QueueScreen } from '../queue/queue-screen.tsx';
import { TodayScreen } from '../today/today-screen.tsx';
import { Icon, type IconName } from './icons.tsx';
import { NetworkPill } from './network-pill.tsx';
import { usePreferences } from './preferences.ts';
import { addressOf, useRoute, type Route } from './route.ts';
import { usePhoneState } from './the-phone.ts';
import { Toast } from './toast.tsx';

const PointsScreen = lazy(async () => ({ default: (await import('../points/points-screen.tsx')).PointsScreen }));
const MapScreen = lazy(async () => ({ default: (await import('../map/map-screen.tsx')).MapScreen }));

const darkPreferred = window.matchMedia('(prefers-color-scheme: dark)');
const onDark = (listener: () => void) => {
  darkPreferred.addEventListener('change', listener);
  return () => darkPreferred.removeEventListener('change', listener);
};

export function Shell() {
  const { theme } = usePreferences();
  const dark = useSyncExternalStore(onDark, () => darkPreferred.matches);
  const look = theme === 'system' ? (dark ? 'dark' : 'light') : theme;
  useLayoutEffect(() => applyTheme(look), [look]);
  const { phase } = usePhoneState();
  const route = useRoute();
  if (phase === 'starting') return <div className="f-starting" aria-busy="true" />;
  if (phase === 'locked') return <LogIn />;
  return (
    <ThemeContext value={look}>
      <div className="f-app">
        <header className="f-top">
          {withBack.has(route.at) ? <Back /> : <Mark size={24} />}
          <NetworkPill />
        </header>
        <main className="f-main" key={addressOf(route)}>
          <Screen route={route} />
        </main>
        <Toast />
        <Bar at={route.at} />
      </div>
    </ThemeContext>
  );
}

function Screen({ route }: { route: Route }) {
  switch (route.at) {
    case 'order':
      return <OrderScreen id={route.id} />;
    case 'result':
      return <ResultScreen id={route.id} />;
    case 'map':
      return (
        <Suspense>
          <MapScreen orderId={route.orderId} />
        </Suspense>
      );
    case 'ask':
      return <AskScreen />;
    case 'me':
      return <MeScreen />;
    case 'queue':
      return <QueueScreen />;
    case 'points':
      return (
        <Suspense>
          <PointsScreen />
        </Suspense>
      );
    case 'today':
      return <TodayScreen />;
  }
}

/** Screens that one comes to from another. */
const withBack: ReadonlySet<Route['at']> = new Set(['order', 'result', 'queue', 'points']);

function Back() {
  const { t } = useTranslation('field');
  return (
    <button type="button" className="f-back" onClick={() => window.history.back()}>
      <Icon name="back" />
      {t('app.back')}
    </button>
  );
}

const places = ['today', 'map', 'ask', 'me'] as const satisfies readonly (Route['at'] & IconName)[];

function Bar({ at }: { at: Route['at'] }) {
  const { t } = useTranslation('field');
  const here = at === 'order' || at === 'result' ? 'today' : at === 'queue' || at === 'points' ? 'me' : at;
  return (
    <nav className="f-bar" aria-label={t('app.main')}>
      {places.map((place) => (
        <a key={place} href={addressOf({ at: place })} aria-current={here === place ? 'page' : undefined}>
          <Icon name={place} />
          <span>{t(`app.${place}`)}</span>
        </a>
      ))}
    </nav>
  );
}
