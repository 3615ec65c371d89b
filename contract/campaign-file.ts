import { z } from 'zod';
import { RuleInput } from './rules.ts';
import { Day, Id, Text2 } from './words.ts';

export const ChannelKind = z.enum(['field', 'call', 'hall', 'sms', 'push', 'email', 'mail']);
export type ChannelKind = z.infer<typeof ChannelKind>;

const share = z.number().min(0).max(1);

/** A campaign as people write it in YAML, and as the console sends it (spec 1.6). */
export const CampaignFile = z.strictObject({
  campaign: Id,
  owner: Id,
  objective: Text2,
  audience: RuleInput,
  offers: z
    .array(
      z.strictObject({
        offer: Id,
        when: z.string().optional(),
        /** How likely a customer takes it, or how much likelier through the campaign: a share, or a score or number field of the record. */
        chance: z.union([z.number().min(0).max(1), z.string().min(1).max(80)]).optional(),
        /** Contacts in one plan, and what they may cost, in yuan. */
        most: z.number().int().min(0).optional(),
        least: z.number().int().min(0).optional(),
        budget: z.number().min(0).optional(),
        /** At most one offer of a group goes to a customer. */
        group: Id.optional(),
        /** What a person must be able to do to make this offer. */
        skill: Id.optional(),
      }),
    )
    .min(1)
    .max(50),
  channels: z
    .array(
      z.strictObject({
        channel: ChannelKind,
        share: share.default(1),
        minutes: z.number().positive().max(480).optional(),
        /** How much of the offer's chance a contact through this channel has. */
        effect: z.number().min(0).max(1).optional(),
        /** Contacts a day that the channel can make. */
        per_day: z.number().int().min(0).optional(),
        skill: Id.optional(),
      }),
    )
    .min(1)
    .max(7),
  experiment: z
    .strictObject({
      control: z.number().min(0).max(0.9).default(0.1),
      /** Whom chance draws: single customers, or all of a household, of a person's customers, or of a grid together, where they talk to each other. */
      unit: z.enum(['customer', 'household', 'manager', 'grid']).default('customer'),
      stratify_by: z.array(z.string()).max(5).default([]),
      /** Number fields or scores in which pairs are alike: of each pair one is treated and one is control, a fair coin says which. */
      pair_by: z.array(z.string()).max(5).default([]),
      arms: z.record(Id, z.number().positive()).default({ standard: 1 }),
      /** Who waived the control group, and why; needed when control is 0. */
      waiver: z.strictObject({ by: z.string().min(1), why: z.string().min(10) }).optional(),
    })
    .prefault({}),
  waves: z
    .array(
      z.strictObject({
        share: share.refine((s) => s > 0, 'more than 0'),
        start: Day,
        days: z.number().int().min(1).max(366),
        gate: z.string().optional(),
      }),
    )
    .min(1)
    .max(50),
  policy: z
    .strictObject({
      max_contacts: z
        .strictObject({ per: z.string().regex(/^\d+d$/, 'days such as 30d'), count: z.number().int().min(1) })
        .optional(),
      rest_days: z.number().int().min(0).max(365).optional(),
      /** Share of all customers that no campaign may touch; drawn anew every quarter. */
      global_holdout: share.optional(),
    })
    .prefault({}),
  /** How targets are placed. Left out: by the planner where an offer has a chance, else by the simple rule. */
  schedule: z
    .strictObject({
      method: z.enum(['planner', 'simple']).optional(),
      /** No person's minutes go beyond so many times the mean. */
      fairness: z.number().min(1).max(20).optional(),
      /** Contacts of this campaign in the plan, and in each unit that has targets, at least. */
      least: z.number().int().min(0).optional(),
      least_each_unit: z.number().int().min(0).optional(),
    })
    .optional(),
  work_order: z
    .strictObject({
      due_days: z.number().int().min(1).max(90).default(7),
      script: z.union([z.string(), Text2]).default(''),
      actions: z.array(z.strictObject({ id: Id, label: Text2 })).default([]),
      feedback: z
        .array(
          z.strictObject({
            field: z.string().regex(/^[a-z][a-z0-9_]{0,59}$/),
            label: Text2,
            type: z.enum(['text', 'integer', 'decimal', 'boolean', 'date', 'choice']),
            choices: z.array(z.string()).optional(),
            required: z.boolean().default(false),
          }),
        )
        .default([]),
    })
    .prefault({}),
  /** What the people need: product sheet, questions and answers, plan for special cases, training; versioned with the campaign. */
  kit: z
    .array(
      z.strictObject({
        kind: z.enum(['product-sheet', 'script', 'questions', 'special-cases', 'training']),
        title: Text2,
        text: z.string(),
      }),
    )
    .default([]),
  success: z.strictObject({ order: z.string().min(1), within_days: z.number().int().min(1).max(366) }),
  /** In yuan, as people write it. */
  budget: z.strictObject({
    total: z.number().min(0),
    per_contact: z.partialRecord(ChannelKind, z.number().min(0)).default({}),
    reward_per_success: z.number().min(0).default(0),
    fixed: z.number().min(0).default(0),
  }),
});
export type CampaignFile = z.infer<typeof CampaignFile>;
