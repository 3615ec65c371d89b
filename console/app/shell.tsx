import { Loading, Mark, useText, type ThemeChoice } from '#parts';
import { DownOutlined, MenuOutlined, SearchOutlined } from '@ant-design/icons';
import { Button, Drawer, Dropdown, Tooltip } from 'antd';
import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLiveUpdates, type LiveState } from './live.ts';
import { prefer, usePreferences } from './preferences.ts';
import { rooms } from './rooms.ts';
import { useLogOut, useMay, useSession } from './session.ts';
import { useWherePlaces, WhereProvider } from './where.tsx';

// Both are looked at later than the screen, so they are loaded after it.
const Bell = lazy(() => import('../home/bell.tsx'));
const Palette = lazy(() => import('./palette.tsx'));

/** The frame around every screen behind the log-in. */
export function SignedIn() {
  const { t } = useTranslation();
  const live = useLiveUpdates();
  const { places, setCrumb, setPickers } = useWherePlaces();
  const [finding, setFinding] = useFindKey();
  return (
    <WhereProvider places={places}>
      <div className="shell">
        <a className="skip" href="#work">
          {t('app.skip')}
        </a>
        <TopBar live={live} onFind={() => setFinding(true)} />
        <WhereBar setCrumb={setCrumb} setPickers={setPickers} />
        <Suspense fallback={<Loading />}>
          <Outlet />
        </Suspense>
        {finding && (
          <Suspense fallback={null}>
            <Palette onClose={() => setFinding(false)} />
          </Suspense>
        )}
      </div>
    </WhereProvider>
  );
}

/** ⌘K, or Ctrl and K, from anywhere. */
function useFindKey() {
  const [finding, setFinding] = useState(false);
  useEffect(() => {
    const keyed = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey) || event.altKey || event.shiftKey)
        return;
      event.preventDefault();
      setFinding((now) => !now);
    };
    window.addEventListener('keydown', keyed);
    // Fetched while nothing else is to do, so that what is typed right after ⌘K is not lost.
    const idle = setTimeout(() => void import('./palette.tsx').catch(() => undefined), 2000);
    return () => {
      clearTimeout(idle);
      window.removeEventListener('keydown', keyed);
    };
  }, []);
  return [finding, setFinding] as const;
}

const isMac = navigator.userAgent.includes('Mac');

function useRooms() {
  const may = useMay();
  const { pathname } = useLocation();
  return rooms
    .map((room) => ({
      ...room,
      open: pathname.startsWith(room.path + '/'),
      screens: room.screens.filter((screen) => may(screen.permission)),
    }))
    .filter((room) => room.screens.length > 0);
}

function TopBar({ live, onFind }: { live: LiveState; onFind: () => void }) {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  return (
    <header className="topbar">
      {/* Anew at each address, so that it closes when a screen was chosen. */}
      <RoomDrawer key={pathname} />
      <Link to="/" className="brand" title={t('app.home')}>
        <Mark size={24} />
        <span>Gridloop</span>
      </Link>
      <nav className="rooms" aria-label={t('app.rooms')}>
        {useRooms().map((room) => (
          <Link key={room.room} to={room.screens[0]!.to} className={room.open ? 'room room-open' : 'room'}>
            {t(`rooms.${room.room}`)}
          </Link>
        ))}
      </nav>
      <div className="topbar-right">
        {live === 'away' && (
          <Tooltip title={t('app.awayAdvice')}>
            <span className="away" role="status">
              {t('app.away')}
            </span>
          </Tooltip>
        )}
        <Button className="find" onClick={onFind} icon={<SearchOutlined />}>
          <span className="find-word">{t('app.find')}</span>
          <kbd>{isMac ? '⌘K' : 'Ctrl K'}</kbd>
        </Button>
        <LanguageSwitch />
        <Suspense fallback={<span className="bell-place" />}>
          <Bell />
        </Suspense>
        <Me />
      </div>
    </header>
  );
}

interface WhereBarProps {
  readonly setCrumb: (element: HTMLElement | null) => void;
  readonly setPickers: (element: HTMLElement | null) => void;
}

/** Where am I: the room, its screens, what is open; at the right the period and the org unit of the screen. */
function WhereBar({ setCrumb, setPickers }: WhereBarProps) {
  const { t } = useTranslation();
  const room = useRooms().find((one) => one.open);
  return (
    <div className={room ? 'wherebar' : 'wherebar wherebar-bare'}>
      {room && (
        <nav className="wherebar-screens" aria-label={t(`rooms.${room.room}`)}>
          {room.screens.map((screen) => (
            <Link
              key={screen.name}
              to={screen.to}
              className="roombar-screen"
              activeProps={{ className: 'roombar-open' }}
            >
              {t(`screens.${screen.name}`)}
            </Link>
          ))}
        </nav>
      )}
      <span className="wherebar-crumb" ref={setCrumb} />
      <span className="wherebar-pickers" ref={setPickers} />
    </div>
  );
}

/** On a narrow screen the rooms are behind one button. */
function RoomDrawer() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        className="rooms-button"
        type="text"
        icon={<MenuOutlined />}
        aria-label={t('app.rooms')}
        onClick={() => setOpen(true)}
      />
      <Drawer open={open} onClose={() => setOpen(false)} placement="left" size={280} title={t('app.rooms')}>
        <nav className="drawer-rooms" aria-label={t('app.rooms')}>
          <Link to="/">{t('app.home')}</Link>
          {useRooms().map((room) => (
            <div key={room.room}>
              <div className="drawer-room">{t(`rooms.${room.room}`)}</div>
              {room.screens.map((screen) => (
                <Link key={screen.name} to={screen.to}>
                  {t(`screens.${screen.name}`)}
                </Link>
              ))}
            </div>
          ))}
        </nav>
      </Drawer>
    </>
  );
}

/** Says what it changes to, in the words of that language. */
export function LanguageSwitch() {
  const { language } = usePreferences();
  return language === 'en' ? (
    <Button type="text" lang="zh-CN" onClick={() => prefer({ language: 'zh' })}>
      中文
    </Button>
  ) : (
    <Button type="text" lang="en" onClick={() => prefer({ language: 'en' })}>
      English
    </Button>
  );
}

const themeChoices: readonly ThemeChoice[] = ['light', 'dark', 'system'];

function Me() {
  const { t } = useTranslation();
  const text = useText();
  const session = useSession();
  const logOut = useLogOut();
  const { theme } = usePreferences();
  const items = [
    {
      key: 'who',
      type: 'group' as const,
      label: (
        <span className="me-who">
          {session.roles.map((role) => t(`roles.${role}`)).join(' · ')}
          <br />
          {text(session.orgUnitName)}
        </span>
      ),
    },
    { key: 'before-theme', type: 'divider' as const },
    ...themeChoices.map((choice) => ({
      key: choice,
      label: t(`app.theme.${choice}`),
      onClick: () => prefer({ theme: choice }),
    })),
    { key: 'after-theme', type: 'divider' as const },
    { key: 'log-out', label: t('app.logOut'), onClick: () => void logOut() },
  ];
  return (
    <Dropdown trigger={['click']} menu={{ items, selectable: true, selectedKeys: [theme] }} placement="bottomRight">
      <Button type="text" className="me">
        <span className="me-name">{text(session.name)}</span>
        <DownOutlined />
      </Button>
    </Dropdown>
  );
}
