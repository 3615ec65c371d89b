import type { Limit, RecordField } from '#contract';
import { download, useErrorWords, useFormat, useText } from '#parts';
import { useMutation } from '@tanstack/react-query';
import { Alert, Button, Modal, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../app/client.ts';
import { useMay } from '../app/session.ts';
import type { Asked } from './asked.tsx';

interface ExportAudienceProps {
  readonly asked: Asked | undefined;
  /** Which of them, where not all. */
  readonly limit: Limit | undefined;
  readonly count: number | undefined;
  readonly fields: readonly RecordField[];
  /** What the file is called. */
  readonly name: string;
}

/** The customers of the rule as a file; says first that it is written down who took it. */
export function ExportAudience({ asked, limit, count, fields, name }: ExportAudienceProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const text = useText();
  const words = useErrorWords();
  const may = useMay();
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState<string[]>([]);
  const send = useMutation({
    mutationFn: async (body: Asked) => {
      const answer = await client.exportAudience({ body: { ...body, fields: chosen, ...(limit && { limit }) } });
      download(`${name}.csv`, await answer.blob());
    },
    onSuccess: () => setOpen(false),
  });
  if (!may('audiences.export')) return null;
  return (
    <>
      <Button disabled={asked === undefined} onClick={() => setOpen(true)}>
        {t('understand.export.title')}
      </Button>
      <Modal
        open={open}
        title={t('understand.export.title')}
        okText={t('understand.export.act', { shown: format.count(Math.min(count ?? 0, limit?.n ?? Infinity)) })}
        cancelText={t('app.cancel')}
        confirmLoading={send.isPending}
        onCancel={() => setOpen(false)}
        onOk={() => asked && send.mutate(asked)}
      >
        <label className="export-fields">
          <span>{t('understand.export.fields')}</span>
          <Select
            mode="multiple"
            aria-label={t('understand.export.fields')}
            value={chosen}
            onChange={setChosen}
            showSearch={{ optionFilterProp: 'label' }}
            options={fields.map((field) => ({ value: field.name, label: text(field.label) }))}
          />
        </label>
        <p>{t('understand.export.note')}</p>
        {!may('customers.unmask') && <p className="quiet">{t('understand.export.masked')}</p>}
        {send.error && <Alert type="error" role="alert" title={words(send.error)} />}
      </Modal>
    </>
  );
}
