import type { Statement } from '#contract';
import { Ago, useFormat } from '#parts';
import { Button, Form, Input, InputNumber } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../app/client.ts';
import { Panel } from '../../app/page.tsx';
import { useMay } from '../../app/session.ts';
import { useChange } from '../use-change.ts';

/** What was added to a closed month, and by whom; the points themselves are never changed. */
export function Corrections({ statement }: { statement: Statement }) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const [adding, setAdding] = useState(false);
  const mayAdd = statement.state !== 'open' && may('campaigns.approve');
  if (statement.corrections.length === 0 && !mayAdd) return null;
  return (
    <Panel
      title={t('learn.appraisal.corrections')}
      more={mayAdd && !adding && <Button onClick={() => setAdding(true)}>{t('learn.statement.addCorrection')}</Button>}
    >
      {statement.corrections.length === 0 && !adding && <p className="quiet">{t('learn.statement.noCorrections')}</p>}
      <ul className="cases">
        {statement.corrections.map((one) => (
          <li key={`${one.at} ${one.why}`} className="case-head">
            <strong>{format.decimal(one.points, 2)}</strong>
            <span>{one.why}</span>
            <span className="quiet small">
              {one.by} · <Ago at={one.at} />
            </span>
          </li>
        ))}
      </ul>
      {adding && <AddCorrection statement={statement} onDone={() => setAdding(false)} />}
    </Panel>
  );
}

function AddCorrection({ statement, onDone }: { statement: Statement; onDone: () => void }) {
  const { t } = useTranslation();
  const { month, personId } = statement;
  const add = useChange(
    async (body: { points: number; why: string }) => {
      await client.addCorrection({ params: { month, personId }, body });
      onDone();
    },
    { old: ['readStatement', 'readMonth', 'listAppraised'], said: () => t('learn.statement.corrected') },
  );
  return (
    <Form
      layout="vertical"
      requiredMark={false}
      className="case-form"
      onFinish={({ points, why }: { points: number; why: string }) => add.mutate({ points, why: why.trim() })}
    >
      <Form.Item
        name="points"
        label={t('learn.statement.pointsToAdd')}
        rules={[{ required: true, message: t('learn.statement.pointsMissing') }]}
      >
        <InputNumber controls={false} step={0.5} min={-150} max={150} />
      </Form.Item>
      <Form.Item
        name="why"
        label={t('learn.statement.why')}
        rules={[{ required: true, whitespace: true, min: 3, message: t('learn.statement.whyMissing') }]}
      >
        <Input.TextArea rows={2} maxLength={1000} />
      </Form.Item>
      <span className="row-acts">
        <Button type="primary" htmlType="submit" loading={add.isPending}>
          {t('learn.statement.addCorrection')}
        </Button>
        <Button onClick={onDone}>{t('app.cancel')}</Button>
      </span>
    </Form>
  );
}
