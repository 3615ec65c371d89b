import type { Permission } from '#contract';
import type { LinkProps } from '@tanstack/react-router';

/**
 * The rooms of the top bar with their screens. They are the rooms of the code; a room is shown when it has a screen
 * that the reader may open. (Plan gets its first screens with the planner.)
 */
export const rooms = [
  {
    room: 'know',
    path: '/know',
    screens: [
      { name: 'loads', to: '/know/loads', permission: 'data.read' },
      { name: 'fields', to: '/know/fields', permission: 'data.read' },
      { name: 'organisation', to: '/know/organisation', permission: 'organisation.read' },
    ],
  },
  {
    room: 'understand',
    path: '/understand',
    screens: [{ name: 'audiences', to: '/understand/audiences', permission: 'audiences.read' }],
  },
  {
    room: 'act',
    path: '/act',
    screens: [{ name: 'campaigns', to: '/act/campaigns', permission: 'campaigns.read' }],
  },
  {
    room: 'learn',
    path: '/learn',
    screens: [{ name: 'reports', to: '/learn/reports', permission: 'reports.read' }],
  },
] as const satisfies readonly {
  room: string;
  path: string;
  screens: readonly { name: string; to: LinkProps['to']; permission: Permission }[];
}[];
