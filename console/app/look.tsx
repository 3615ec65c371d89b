import { applyTheme, monospace, ThemeContext, tokens, type ThemeName, type Tokens } from '#parts';
import { App, ConfigProvider, theme as antTheme, type ThemeConfig } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import { useLayoutEffect, useMemo, useSyncExternalStore, type ReactNode } from 'react';
import { usePreferences } from './preferences.ts';

const antLocales = { en: enUS, zh: zhCN };
const darkPreferred = window.matchMedia('(prefers-color-scheme: dark)');
const stillPreferred = window.matchMedia('(prefers-reduced-motion: reduce)');

const useMatches = (wish: MediaQueryList): boolean =>
  useSyncExternalStore(
    (listener) => {
      wish.addEventListener('change', listener);
      return () => wish.removeEventListener('change', listener);
    },
    () => wish.matches,
  );

function usePreferredTheme(): ThemeName {
  const { theme } = usePreferences();
  const dark = useMatches(darkPreferred);
  return theme === 'system' ? (dark ? 'dark' : 'light') : theme;
}

/** Our colours by Ant Design's names. */
const antColours = (look: Tokens) => ({
  colorPrimary: look.accent,
  colorInfo: look.accent,
  colorLink: look.accent,
  colorSuccess: look.good,
  colorWarning: look.attention,
  colorError: look.bad,
  // What Ant Design would derive from the meaning colours is murky beside ours.
  colorInfoBg: look.accentSoft,
  colorInfoBorder: look.accentSoft,
  colorSuccessBg: look.goodSoft,
  colorSuccessBorder: look.goodSoft,
  colorWarningBg: look.attentionSoft,
  colorWarningBorder: look.attentionSoft,
  colorErrorBg: look.badSoft,
  colorErrorBorder: look.badSoft,
  colorText: look.ink,
  colorTextSecondary: look.inkSoft,
  colorTextTertiary: look.inkFaint,
  colorTextDescription: look.inkFaint,
  colorTextPlaceholder: look.inkFaint,
  colorBgLayout: look.ground,
  colorBgContainer: look.surface,
  colorBgElevated: look.surface,
  controlItemBgActive: look.accentSoft,
  controlItemBgActiveHover: look.accentSoft,
  colorBorder: look.line,
  colorBorderSecondary: look.line,
  colorSplit: look.line,
});

/**
 * Gives Ant Design our own colours, sizes and manners; dense, flat, and without motion that says nothing. `still`: no
 * motion at all, for whoever asks their system for that; what opens is in its place at once.
 */
function antLook(name: ThemeName, still: boolean): ThemeConfig {
  const look = tokens[name];
  return {
    algorithm: name === 'dark' ? antTheme.darkAlgorithm : antTheme.defaultAlgorithm,
    token: {
      ...antColours(look),
      fontFamily: 'var(--gl-text)',
      fontFamilyCode: monospace,
      fontSize: 14,
      borderRadius: 6,
      controlHeight: 32,
      motion: !still,
      motionDurationFast: '0.08s',
      motionDurationMid: '0.12s',
      motionDurationSlow: '0.12s',
      wireframe: false,
    },
    components: {
      Button: {
        primaryColor: look.onAccent,
        primaryShadow: 'none',
        defaultShadow: 'none',
        dangerShadow: 'none',
        // The dark algorithm dims the accent; buttons keep it as it is, or their words lose contrast.
        colorPrimary: look.accent,
      },
      Table: {
        cellPaddingBlockSM: 5,
        cellPaddingInlineSM: 12,
        headerBg: look.surface,
        headerSortActiveBg: look.surface,
        headerSortHoverBg: look.surface,
        bodySortBg: look.surface,
        headerColor: look.inkFaint,
        headerSplitColor: 'transparent',
        rowHoverBg: look.sunken,
        lineHeight: 1.5,
      },
      Tag: { defaultBg: look.sunken, defaultColor: look.inkSoft },
      Tabs: { titleFontSize: 14 },
    },
  };
}

export function Look({ children }: { children: ReactNode }) {
  const { language } = usePreferences();
  const theme = usePreferredTheme();
  useLayoutEffect(() => applyTheme(theme), [theme]);
  const still = useMatches(stillPreferred);
  const look = useMemo(() => antLook(theme, still), [theme, still]);
  return (
    <ThemeContext value={theme}>
      <ConfigProvider
        locale={antLocales[language]}
        theme={look}
        componentSize="middle"
        button={{ autoInsertSpace: false }}
        wave={{ disabled: true }}
      >
        <App component={false}>{children}</App>
      </ConfigProvider>
    </ThemeContext>
  );
}
