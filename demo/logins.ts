import type { Role, Text2 } from '#contract';

/** One password for every login of the demonstration operator: it holds no real customer. */
export const demoPassword = 'gridloop-demo';

export interface DemoLogin {
  readonly login: string;
  readonly name: Text2;
  readonly roles: readonly Role[];
  readonly orgUnitId: string;
  readonly personId: string | null;
}

const office = (login: string, en: string, zh: string, role: Role): DemoLogin => ({
  login,
  name: { en, zh },
  roles: [role],
  orgUnitId: 'city',
  personId: null,
});

/** The logins a person tries out. Beside them every frontline manager and grid manager has one, named like the staff number. */
export const demoLogins: readonly DemoLogin[] = [
  office('analyst', 'Ava Analyst', '安分析', 'analyst'),
  office('planner', 'Paul Planner', '白策划', 'planner'),
  office('approver', 'Anna Approver', '沈审批', 'approver'),
  office('executive', 'Evan Executive', '易总', 'executive'),
  office('administrator', 'Ada Administrator', '管理员', 'administrator'),
  {
    login: 'gridmanager',
    name: { en: 'Grace, grid manager', zh: '葛网格' },
    roles: ['grid-manager'],
    orgUnitId: 'branch-01',
    personId: 'gm01',
  },
  {
    login: 'frontline',
    name: { en: 'Finn, frontline', zh: '范一线' },
    roles: ['frontline'],
    orgUnitId: 'grid-001',
    personId: 'fm0001',
  },
];
