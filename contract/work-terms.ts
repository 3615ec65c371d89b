import { z } from 'zod';
import { route } from './route.ts';
import { Day, Id, Page } from './words.ts';

export const WorkTerms = z.object({
  personId: Id,
  /** Null: nobody has said; such a person does what asks for no skill. */
  skills: z.array(Id).max(50).nullable().default(null),
  /** Weekdays without work, 1 for Monday. */
  daysOff: z.array(z.number().int().min(1).max(7)).max(7).default([]),
});
export type WorkTerms = z.infer<typeof WorkTerms>;

export const Absence = z.object({
  personId: Id,
  firstOn: Day,
  lastOn: Day,
  /** What is left of each day. */
  minutes: z.number().int().min(0).max(1440).default(0),
  why: z.string().max(500).nullable().default(null),
});
export type Absence = z.infer<typeof Absence>;

export const workTermsRoutes = {
  listWorkTerms: route({
    method: 'GET',
    path: '/work-terms',
    summary: 'Skills and days off of people of the viewer’s subtree',
    permission: 'organisation.read',
    query: Page,
    response: z.object({ total: z.number().int(), items: z.array(WorkTerms) }),
  }),
  putWorkTerms: route({
    method: 'PUT',
    path: '/work-terms',
    summary: 'Say what people can do and on which weekdays they are off',
    permission: 'organisation.write',
    audit: true,
    body: z.object({ items: z.array(WorkTerms).min(1).max(10_000) }),
    response: z.object({ written: z.number().int() }),
  }),
  listAbsences: route({
    method: 'GET',
    path: '/absences',
    summary: 'Absences of people of the viewer’s subtree that are not over',
    permission: 'organisation.read',
    query: Page,
    response: z.object({ total: z.number().int(), items: z.array(Absence) }),
  }),
  putAbsences: route({
    method: 'PUT',
    path: '/absences',
    summary: 'Note absences; one that begins on the same day is replaced, one with all its minutes back is over',
    permission: 'work.assign',
    audit: true,
    body: z.object({ items: z.array(Absence).min(1).max(1000) }),
    response: z.object({ written: z.number().int() }),
  }),
};
