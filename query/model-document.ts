/**
 * A model as it is kept and sent: plain JSON that people can read and any program can write. `readModel` checks it.
 *
 *   score = calibration(link⁻¹(base + Σ trees or Σ bins))
 *
 * Numbers are Float64. A missing value is null in the warehouse, NaN or -1 in a table of the learners.
 */
export type ModelDocument = TreesDocument | ScorecardDocument;

/** What the model reads: a number (also whole numbers, yes as 1 and no as 0, dates as days since 1970) or a text. */
export interface ModelInput {
  readonly name: string;
  readonly type: 'number' | 'text';
}

/** logit: the sum is a log-odds and the score a probability; log: the score is e to the sum; identity: the sum itself. */
export type Link = 'identity' | 'logit' | 'log';

/** What makes probabilities honest: Platt on the sum (1 / (1 + e^-(slope · sum + shift))), or a monotone curve through points of the score. */
export type Calibration =
  | { readonly kind: 'platt'; readonly slope: number; readonly shift: number }
  | { readonly kind: 'isotonic'; readonly points: readonly { readonly at: number; readonly score: number }[] };

interface DocumentHead {
  readonly format: 'gridloop-model';
  readonly version: 1;
  readonly inputs: readonly ModelInput[];
  readonly link: Link;
  /** Added to what the trees or bins give, on the scale of the link. */
  readonly base: number;
  readonly calibration?: Calibration;
  /** Where it comes from: facts for people, which no program reads. */
  readonly about?: Readonly<Record<string, string | number | boolean>>;
}

export interface TreesDocument extends DocumentHead {
  readonly kind: 'trees';
  readonly trees: readonly TreeDocument[];
}

/** The first node is the root; a node's children stand after it. */
export interface TreeDocument {
  readonly nodes: readonly TreeNode[];
}
export type TreeNode = LeafNode | SplitNode;
export interface LeafNode {
  readonly leaf: number;
  /** How much of the training set came here (rows, or the sum of weights or hessians): needed for reasons. */
  readonly cover?: number;
}
export interface SplitNode {
  /** Place in `inputs`. */
  readonly input: number;
  /** Where it holds, left; where it does not, right; where the value is missing, as `missing` says. */
  readonly test: SplitTest;
  readonly left: number;
  readonly right: number;
  readonly missing: 'left' | 'right';
  /** How much the split lowered the loss: needed for importance. */
  readonly gain?: number;
}

/** Numbers: at most so much, or within one of some closed ranges (null: without end). Texts: one of these; a text never seen is none of them. */
export type SplitTest =
  | { readonly atMost: number }
  | { readonly within: readonly Range[] }
  | { readonly among: readonly string[] };
export type Range = readonly [low: number | null, high: number | null];

export interface ScorecardDocument extends DocumentHead {
  readonly kind: 'scorecard';
  readonly fields: readonly ScorecardField[];
  /** How log-odds became points: `points` at odds of `odds` to 1, and `double` more for twice the odds. */
  readonly scale?: { readonly points: number; readonly odds: number; readonly double: number };
}

export interface ScorecardField {
  /** Place in `inputs`. */
  readonly input: number;
  /** Numbers: in rising order, each up to and with its bound, the last without one. Texts: disjoint sets. */
  readonly bins: readonly ScorecardBin[];
  readonly missing: BinValue;
  /** Texts that stand in no bin. */
  readonly other?: BinValue;
}
export type ScorecardBin = BinValue & ({ readonly upTo: number | null } | { readonly among: readonly string[] });
export interface BinValue {
  /** Added to the sum, on the scale of the link. */
  readonly value: number;
  /** The same for people, a whole number; the base is shared out over the fields. */
  readonly points?: number;
  /** Weight of evidence: log of the bin's odds over the odds of all. */
  readonly woe?: number;
  /** Share of the training rows, and of them the share of positives. */
  readonly share?: number;
  readonly rate?: number;
}
