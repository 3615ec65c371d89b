import { Loading, Mark, useText } from '#parts';
import { DownOutlined, MenuOutlined } from '@ant-design/icons';
import { Button, Drawer, Dropdown, Tooltip } from 'antd';
import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLiveUpdates, type LiveState } from './live.ts';
import { prefer, usePreferences, type ThemeChoice } from './preferences.ts';
import { rooms } from './rooms.ts';
import { useLogOut, useMay, useSession } from './session.ts';

/** The frame around every screen behind the log-in. */
export function SignedIn() {
  const { t } = useTranslation();
  const live = useLiveUpdates();
  return (
    <div className="shell">
      <a className="skip" href="#work">
        {t('app.skip')}
      </a>
      <TopBar live={live} />
      <RoomBar />
      <Suspense fallback={<Loading />}>
        <Outlet />
      </Suspense>
    </div>
  );
}

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

function TopBar({ live }: { live: LiveState }) {
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
        <LanguageSwitch />
        <Me />
      </div>
    </header>
  );
}

/** Where am I: the screens of the open room. */
function RoomBar() {
  const { t } = useTranslation();
  const room = useRooms().find((one) => one.open);
  if (!room) return null;
  return (
    <nav className="roombar" aria-label={t(`rooms.${room.room}`)}>
      {room.screens.map((screen) => (
        <Link key={screen.name} to={screen.to} className="roombar-screen" activeProps={{ className: 'roombar-open' }}>
          {t(`screens.${screen.name}`)}
        </Link>
      ))}
    </nav>
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
