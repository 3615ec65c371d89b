export { FileRefused, type BadRecord, type Block, type FileRefusal } from './bad-record.ts';
export { findFiles } from './find-files.ts';
export { openJsonLines } from './json-lines.ts';
export { openDelimited, type RecordFile } from './record-file.ts';
export { surveyFile, type Encoding, type Survey } from './survey.ts';
