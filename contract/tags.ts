import { z } from 'zod';
import { RuleInput } from './rules.ts';
import { route } from './route.ts';
import { usesShown } from './uses.ts';
import { Id, listQuery, Period, Text2 } from './words.ts';

export const TagState = z.enum(['draft', 'published', 'retired']);
export type TagState = z.infer<typeof TagState>;

/** Where a tag stands in the tree, as a path: `usage/data`. */
export const TagCategory = z
  .string()
  .regex(
    /^[\p{L}\p{N}][\p{L}\p{N}_-]*(\/[\p{L}\p{N}][\p{L}\p{N}_-]*){0,3}$/u,
    'up to four names of letters, digits, dash and underscore, with / between them',
  );

/** When the customers of a tag are worked out: as soon as the record is built, or when somebody asks for them. */
export const TagRefresh = z.enum(['with-record', 'when-asked']);

/** How many customers have a tag in a month, of those the viewer may see. */
const Coverage = z.object({ period: Period, customers: z.number().int(), total: z.number().int() });

export const Tag = z.object({
  id: Id,
  name: Text2,
  definition: Text2,
  category: z.string(),
  /** Brought with the product, defined here, or loaded from a feed. */
  origin: z.enum(['standard', 'own', 'feed']),
  state: TagState,
  /** The login that answers for it. */
  owner: z.string(),
  /** Whose it is; null: of the whole operator. */
  orgUnitId: Id.nullable(),
  refresh: TagRefresh,
  /** Empty for a tag that is loaded. */
  rule: z.string(),
  version: z.number().int(),
  /** What the rule names and this operator’s record does not have: as long as there is any, nobody has the tag. */
  missing: z.array(z.string()),
  coverage: z.array(Coverage),
  /** When its customers were last worked out, and for which month; null: never yet. */
  fresh: z.object({ period: Period, at: z.string() }).nullable(),
  /** How many rules name it. */
  uses: z.number().int(),
  changedAt: z.string(),
  changedBy: z.string(),
});
export type Tag = z.infer<typeof Tag>;

export const TagDetail = Tag.extend({
  words: Text2.nullable(),
  fields: z.array(z.string()),
  ...usesShown,
  /** The names along the path of its category. */
  categoryNames: z.array(Text2),
  /** What it stands on itself. */
  namesTags: z.array(z.string()),
  versions: z.array(z.object({ version: z.number().int(), rule: z.string(), at: z.string(), by: z.string() })),
  mayChange: z.boolean(),
});
export type TagDetail = z.infer<typeof TagDetail>;

/** Two sets of customers: `both` are in either, and Jaccard’s index is both ÷ (one or the other) (Jaccard 1912). */
export const Overlap = z.object({
  kind: z.enum(['tag', 'audience']),
  id: Id,
  name: Text2,
  customers: z.number().int(),
  both: z.number().int(),
  jaccard: z.number(),
});
export type Overlap = z.infer<typeof Overlap>;

const ofTag = z.object({ id: Id });

export const tagRoutes = {
  listTags: route({
    method: 'GET',
    path: '/tags',
    summary: 'The tag library with coverage month by month, of the customers the viewer may see',
    permission: 'audiences.read',
    /** The text is part of the id, the names or the rule. */
    query: listQuery(['id', 'name', 'customers', 'uses', 'fresh', 'changed']).extend({
      /** A category and everything below it. */
      category: z.string().default(''),
      state: TagState.optional(),
    }),
    response: z.object({
      total: z.number().int(),
      items: z.array(Tag),
      /** The tree, parents before their children. */
      categories: z.array(z.object({ path: z.string(), name: Text2, tags: z.number().int() })),
    }),
  }),
  readTag: route({
    method: 'GET',
    path: '/tags/:id',
    summary: 'One tag: its rule in words, its coverage, its versions and who stands on it',
    permission: 'audiences.read',
    params: ofTag,
    response: TagDetail,
  }),
  tagOverlap: route({
    method: 'GET',
    path: '/tags/:id/overlap',
    summary: 'How far a tag covers the same customers as the others, by bitmap algebra',
    permission: 'audiences.read',
    params: ofTag,
    query: z.object({ period: Period.optional(), limit: z.coerce.number().int().min(1).max(1000).default(20) }),
    response: z.object({ period: Period, customers: z.number().int(), items: z.array(Overlap), ms: z.number() }),
  }),
  putTag: route({
    method: 'PUT',
    path: '/tags/:id',
    summary: 'Save a tag, as a draft when it is new; a changed rule is a new version, and what stands on it follows',
    permission: 'audiences.write',
    audit: true,
    params: ofTag,
    body: z.object({
      name: Text2,
      definition: Text2.optional(),
      category: TagCategory.optional(),
      refresh: TagRefresh.optional(),
      orgUnitId: Id.optional(),
      rule: RuleInput,
    }),
    response: Tag,
  }),
  publishTag: route({
    method: 'POST',
    path: '/tags/:id/publish',
    summary: 'Publish a draft or retired tag: saved audiences and published tags may name it',
    permission: 'audiences.write',
    audit: true,
    params: ofTag,
    body: z.object({}),
    response: Tag,
  }),
  retireTag: route({
    method: 'POST',
    path: '/tags/:id/retire',
    summary: 'Retire a tag; refused with the list of uses while a rule names it',
    permission: 'audiences.write',
    audit: true,
    params: ofTag,
    body: z.object({}),
    response: Tag,
  }),
};
