import { campaignProblems, en as act } from '../act/texts.en.ts';
import { en as home } from '../home/texts.en.ts';
import { en as know } from '../know/texts.en.ts';
import { en as learn } from '../learn/texts.en.ts';
import { en as understand, ruleProblems } from '../understand/texts.en.ts';

/** Every text of the console. Each room keeps its own; this file has those of the frame. */
export const en = {
  home,
  know,
  understand,
  act,
  learn,
  app: {
    home: 'Home',
    rooms: 'Rooms',
    skip: 'Skip to the work',
    away: 'Connecting again',
    awayAdvice: 'The line to the server is broken. Figures may be old until it is back.',
    logOut: 'Log out',
    theme: { light: 'Light', dark: 'Dark', system: 'As the system' },
    notFound: 'There is nothing at this address',
    notFoundAdvice: 'The link may be old or mistyped.',
    toHome: 'Go to Home',
    cancel: 'Cancel',
    period: 'Period',
    language: 'Language',
    total: '{{shown}} in all',
  },
  rooms: { know: 'Data', understand: 'Understand', plan: 'Plan', act: 'Act', learn: 'Learn' },
  screens: {
    loads: 'Loads',
    fields: 'Customer record',
    organisation: 'Organisation',
    audiences: 'Audiences',
    campaigns: 'Campaigns',
    reports: 'Results',
  },
  roles: {
    administrator: 'Administrator',
    analyst: 'Data analyst',
    planner: 'Marketing planner',
    approver: 'Approver',
    'grid-manager': 'Grid manager',
    frontline: 'Frontline manager',
    executive: 'Executive',
  },
  logIn: {
    title: 'Log in',
    about: 'From what is known of a customer to proof of what the work earned.',
    login: 'Name',
    loginMissing: 'Enter your name',
    password: 'Password',
    passwordMissing: 'Enter your password',
    act: 'Log in',
  },
  problems: {
    ...ruleProblems,
    ...campaignProblems,
    'wrong-login': 'Name or password is wrong',
    'account-closed': 'This account is closed',
    'no-session': 'You are not logged in',
    'too-many-attempts': 'Too many attempts; wait a while',
    'not-allowed': 'You do not have the right to do this',
    'no-such-address': 'There is nothing at this address',
    'no-such-job': 'This job does not exist any more',
    'request-invalid': 'Something in what you sent is not right',
    'request-unreadable': 'What was sent could not be read',
    'job-failed': 'The job failed',
    'job-lost-its-worker': 'The job stopped because its server stopped',
  },
} as const;
