import type { Permission } from '#contract';
import type { LinkProps } from '@tanstack/react-router';

/**
 * The rooms of the top bar with their screens. They are the rooms of the code; a room is shown when it has a screen
 * that the reader may open.
 */
export const rooms = [
  {
    room: 'know',
    path: '/know',
    screens: [
      { name: 'customers', to: '/know/customers', permission: 'customers.read' },
      { name: 'feeds', to: '/know/feeds', permission: 'data.read' },
      { name: 'loads', to: '/know/loads', permission: 'data.read' },
      { name: 'fields', to: '/know/fields', permission: 'data.read' },
      { name: 'organisation', to: '/know/organisation', permission: 'organisation.read' },
    ],
  },
  {
    room: 'understand',
    path: '/understand',
    screens: [
      { name: 'indicators', to: '/understand/indicators', permission: 'indicators.read' },
      { name: 'audiences', to: '/understand/audiences', permission: 'audiences.read' },
      { name: 'tags', to: '/understand/tags', permission: 'audiences.read' },
      { name: 'models', to: '/understand/models', permission: 'models.read' },
      { name: 'segments', to: '/understand/segments', permission: 'audiences.read' },
      { name: 'strategic', to: '/understand/strategic', permission: 'audiences.read' },
    ],
  },
  {
    room: 'plan',
    path: '/plan',
    screens: [{ name: 'plans', to: '/plan/plans', permission: 'campaigns.read' }],
  },
  {
    room: 'act',
    path: '/act',
    screens: [
      { name: 'campaigns', to: '/act/campaigns', permission: 'campaigns.read' },
      { name: 'work', to: '/act/work', permission: 'work.read' },
    ],
  },
  {
    room: 'learn',
    path: '/learn',
    screens: [
      { name: 'reports', to: '/learn/reports', permission: 'reports.read' },
      { name: 'testPlan', to: '/learn/test-plan', permission: 'reports.read' },
      { name: 'truth', to: '/learn/truth', permission: 'reports.read' },
      { name: 'appraisal', to: '/learn/appraisal', permission: 'reports.read' },
      { name: 'contests', to: '/learn/contests', permission: 'work.read' },
      { name: 'schemes', to: '/learn/schemes', permission: 'reports.read' },
    ],
  },
  {
    room: 'administration',
    path: '/administration',
    screens: [
      { name: 'accounts', to: '/administration/accounts', permission: 'administration' },
      { name: 'roles', to: '/administration/roles', permission: 'administration' },
      { name: 'refusals', to: '/administration/refusals', permission: 'administration' },
      { name: 'audit', to: '/administration/audit', permission: 'administration' },
      { name: 'operations', to: '/administration/operations', permission: 'administration' },
    ],
  },
] as const satisfies readonly {
  room: string;
  path: string;
  screens: readonly { name: string; to: LinkProps['to']; permission: Permission }[];
}[];
