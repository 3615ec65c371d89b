/** Why a record could not be read. The words are codes: reports count by them. */
export type BadReason = 'columns' | 'quote' | 'encoding' | 'json';

/** A record that does not fit the structure of its file. */
export interface BadRecord {
  /** The physical line on which the record begins, from 1. */
  readonly line: number;
  /** The column it concerns, or '' for the whole record. */
  readonly column: string;
  /** The beginning of what stood there. */
  readonly value: string;
  readonly reason: BadReason;
}

/** Whole records: TabSeparated lines, and those that were put aside. */
export interface Block {
  readonly bytes: Buffer;
  readonly rows: number;
  readonly bad: readonly BadRecord[];
  /** How far into the file's bytes this block reaches, for progress. */
  readonly bytesRead: number;
}

export type FileRefusal =
  | 'not-found'
  | 'empty-file'
  | 'truncated'
  | 'record-too-long'
  | 'duplicate-column'
  | 'unknown-column'
  | 'unreadable';

/** A file that cannot be taken at all: cut off, empty, or not what it is said to be. The user can act on it. */
export class FileRefused extends Error {
  readonly file: string;
  readonly line: number | null;
  readonly column: string | null;
  readonly code: FileRefusal;
  constructor(
    code: FileRefusal,
    place: { readonly file: string; readonly line?: number; readonly column?: string },
    reason: string,
    cause?: unknown,
  ) {
    super(reason, cause === undefined ? {} : { cause });
    this.name = 'FileRefused';
    this.code = code;
    this.file = place.file;
    this.line = place.line ?? null;
    this.column = place.column ?? null;
  }
}
