export { FileRefused, type BadRecord, type Block, type FileRefusal } from './bad-record.ts';
export { escapeCell, unescapeCell } from './block-cell.ts';
export { csvCell, csvLine } from './csv-cell.ts';
export { findFiles } from './find-files.ts';
export { openJsonLines } from './json-lines.ts';
export { openDelimited, type DelimitedFile, type RecordFile } from './record-file.ts';
export { surveyFile, type Encoding, type Survey } from './survey.ts';
