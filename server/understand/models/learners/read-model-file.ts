import { Problem } from '#contract';
import type { ModelDocument } from '#query';
import { readLightgbm } from './imports/lightgbm.ts';
import { readOnnx } from './imports/onnx.ts';
import { readXgboost } from './imports/xgboost.ts';
import { checkedModel } from './file/read-model.ts';

export type ModelFormat = 'gridloop' | 'xgboost' | 'lightgbm' | 'onnx';
const titles: Readonly<Record<ModelFormat, string>> = {
  gridloop: 'Gridloop',
  xgboost: 'XGBoost',
  lightgbm: 'LightGBM',
  onnx: 'ONNX',
};

/**
 * A model file as a checked document.
 * @param content its text, of ONNX in base64
 * @throws Problem with everything that stands against it, each with its place
 */
export function readModelFile(format: ModelFormat, content: string): ModelDocument {
  return checkedModel(documentOf(format, content), `This ${titles[format]} file`);
}

function documentOf(format: ModelFormat, content: string): unknown {
  switch (format) {
    case 'xgboost':
      return readXgboost(content);
    case 'lightgbm':
      return readLightgbm(content);
    case 'onnx':
      return readOnnx(Buffer.from(content, 'base64'));
    case 'gridloop':
      try {
        return JSON.parse(content);
      } catch (cause) {
        throw new Problem('invalid', 'not-json', `It is no JSON: ${(cause as Error).message}.`, { cause });
      }
  }
}

/** What kind of model a file holds, by how it begins. */
export function formatOf(bytes: Uint8Array): ModelFormat {
  const head = new TextDecoder().decode(bytes.subarray(0, 2000)).trimStart();
  if (head.startsWith('tree') && /^version=/m.test(head)) return 'lightgbm';
  if (!head.startsWith('{')) return 'onnx';
  return head.includes('gridloop-model') ? 'gridloop' : 'xgboost';
}
