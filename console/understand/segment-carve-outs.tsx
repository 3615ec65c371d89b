import type { SegmentPlan } from '#contract';
import { Button, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { Panel } from '../app/page.tsx';
import { idOf } from './save-audience.tsx';

/** A carve-out as it is written; one that was saved keeps its id when its name changes. */
export interface WrittenCarveOut {
  readonly id?: string;
  readonly en: string;
  readonly zh: string;
  readonly rule: string;
}

export const writtenCarveOuts = (plan: SegmentPlan | undefined): WrittenCarveOut[] =>
  (plan?.carveOuts ?? []).map(({ id, name, rule }) => ({ id, ...name, rule }));

/** In their order, each with an id of its own. */
export function carveOutsOf(written: readonly WrittenCarveOut[]): SegmentPlan['carveOuts'] {
  const taken = new Set(written.flatMap(({ id }) => id ?? []));
  return written.map(({ id, en, zh, rule }) => {
    const own = id ?? freeId(idOf(en || zh) || 'carved', taken);
    taken.add(own);
    return { id: own, name: { en: en || zh, zh: zh || en }, rule };
  });
}

function freeId(wanted: string, taken: ReadonlySet<string>): string {
  let free = wanted;
  for (let n = 2; taken.has(free); n++) free = `${wanted}-${n}`;
  return free;
}

const most = 10;

/** Groups that a rule makes before any are looked for: the first rule that holds decides, so their order matters. */
export function SegmentCarveOuts() {
  const { t } = useTranslation();
  return (
    <Panel title={t('understand.segments.carve.title')}>
      <p className="quiet">{t('understand.segments.carve.about')}</p>
      <Form.List name="carveOuts">
        {(rows, { add, remove, move }) => (
          <>
            {rows.map(({ key, name }, i) => (
              <CarveOut
                key={key}
                at={name}
                n={i + 1}
                isFirst={i === 0}
                onUp={() => move(i, i - 1)}
                onRemove={() => remove(name)}
              />
            ))}
            <Button disabled={rows.length >= most} onClick={() => add({ en: '', zh: '', rule: '' })}>
              {t('understand.segments.carve.add')}
            </Button>
          </>
        )}
      </Form.List>
    </Panel>
  );
}

function CarveOut(props: {
  readonly at: number;
  readonly n: number;
  readonly isFirst: boolean;
  readonly onUp: () => void;
  readonly onRemove: () => void;
}) {
  const { at, n, isFirst, onUp, onRemove } = props;
  const { t } = useTranslation();
  return (
    <fieldset className="segment-carve-out">
      <legend>{t('understand.segments.carve.nth', { n })}</legend>
      <div className="segment-row">
        <Form.Item
          name={[at, 'en']}
          label={t('understand.segments.plan.nameEn')}
          rules={[{ required: true, message: t('understand.segments.plan.nameMissing') }]}
        >
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name={[at, 'zh']} label={t('understand.segments.plan.nameZh')}>
          <Input maxLength={60} />
        </Form.Item>
      </div>
      <Form.Item
        name={[at, 'rule']}
        label={t('understand.segments.carve.rule')}
        rules={[{ required: true, message: t('understand.segments.carve.ruleMissing') }]}
      >
        <Input.TextArea className="scheme-text" autoSize={{ minRows: 1, maxRows: 6 }} spellCheck={false} />
      </Form.Item>
      <div className="segment-carve-acts">
        <Button size="small" disabled={isFirst} onClick={onUp}>
          {t('understand.segments.carve.up')}
        </Button>
        <Button size="small" onClick={onRemove}>
          {t('understand.segments.carve.remove')}
        </Button>
      </div>
    </fieldset>
  );
}
