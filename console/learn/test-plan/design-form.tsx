import { useFormat } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { Checkbox, Input, InputNumber, Segmented, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { reading } from '../../app/client.ts';
import { useMay } from '../../app/session.ts';
import { Labelled } from '../schemes/labelled.tsx';
import type { Design } from './design.ts';

interface DesignFormProps {
  readonly design: Design;
  /** An audience that the address names. */
  readonly audience: string | undefined;
  readonly onChange: (design: Design) => void;
}
type Put = (change: Partial<Design>) => void;

export function DesignForm({ design, audience, onChange }: DesignFormProps) {
  const { t } = useTranslation();
  const put: Put = (change) => onChange({ ...design, ...change });
  return (
    <>
      <h2 className="scheme-part">{t('learn.testPlan.what')}</h2>
      <Segmented
        aria-label={t('learn.testPlan.what')}
        value={design.kind}
        onChange={(kind) => put(kind === 'proportion' ? { kind, effect: 0.01 } : { kind, effect: 2 })}
        options={(['proportion', 'mean'] as const).map((kind) => ({
          value: kind,
          label: t(`learn.testPlan.kinds.${kind}`),
        }))}
      />
      <Metric design={design} put={put} />
      <h2 className="scheme-part">{t('learn.testPlan.who')}</h2>
      <Audience design={design} named={audience} put={put} />
      <h2 className="scheme-part">{t('learn.testPlan.how')}</h2>
      <Ways design={design} put={put} />
      <Clusters design={design} put={put} />
    </>
  );
}

interface PartProps {
  readonly design: Design;
  readonly put: Put;
}

interface NumberProps {
  readonly label: string;
  readonly value: number;
  readonly onValue: (value: number) => void;
  readonly percent?: boolean;
  readonly min?: number;
  readonly max?: number;
  readonly step?: number;
}

/** A number, or a share of one written in per cent. */
function NumberField({ label, value, onValue, percent = false, ...limits }: NumberProps) {
  return (
    <Labelled label={label}>
      {(id) => (
        <InputNumber
          controls={false}
          id={id}
          {...limits}
          {...(percent && { suffix: '%' })}
          value={percent ? Number((value * 100).toFixed(6)) : value}
          onChange={(to) => to !== null && onValue(percent ? to / 100 : to)}
        />
      )}
    </Labelled>
  );
}

function Metric({ design, put }: PartProps) {
  const { t } = useTranslation();
  return (
    <div className="numbers">
      {design.kind === 'proportion' ? (
        <>
          <NumberField
            label={t('learn.testPlan.rate')}
            percent
            min={0.01}
            max={99.99}
            step={0.5}
            value={design.rate}
            onValue={(rate) => put({ rate })}
          />
          <NumberField
            label={t('learn.testPlan.effectPoints')}
            percent
            min={-99}
            max={99}
            step={0.1}
            value={design.effect}
            onValue={(effect) => put({ effect })}
          />
        </>
      ) : (
        <>
          <NumberField label={t('learn.testPlan.sd')} min={0.0001} value={design.sd} onValue={(sd) => put({ sd })} />
          <NumberField label={t('learn.testPlan.effect')} value={design.effect} onValue={(effect) => put({ effect })} />
          <Labelled label={t('learn.testPlan.unit')}>
            {(id) => <Input id={id} value={design.unit} onChange={({ target }) => put({ unit: target.value })} />}
          </Labelled>
        </>
      )}
    </div>
  );
}

function Audience({ design, named, put }: PartProps & { named: string | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const audiences = useQuery({
    ...reading('listAudiences', { query: { limit: 200 } }),
    enabled: may('audiences.read'),
  });
  const known = (audiences.data?.items ?? []).filter((one) => one.size !== null);
  const [chosen, setChosen] = useState<string>();
  const at = chosen ?? (known.some((one) => one.id === named) ? named : undefined);
  return (
    <div className="numbers">
      {known.length > 0 && (
        <Labelled label={t('learn.testPlan.audience')}>
          {(id) => (
            <Select
              id={id}
              className="whole"
              allowClear
              placeholder={t('learn.testPlan.anyAudience')}
              value={at ?? null}
              onChange={(to: string | null) => {
                setChosen(to ?? '');
                const size = known.find((one) => one.id === to)?.size;
                if (size) put({ units: size });
              }}
              options={known.map((one) => ({ value: one.id, label: `${one.name} · ${format.short(one.size ?? 0)}` }))}
            />
          )}
        </Labelled>
      )}
      <NumberField
        label={t('learn.testPlan.units')}
        min={2}
        step={1000}
        value={design.units}
        onValue={(units) => put({ units })}
      />
      <NumberField
        label={t('learn.testPlan.control')}
        percent
        min={0.1}
        max={99.9}
        step={5}
        value={design.control}
        onValue={(control) => put({ control })}
      />
      <NumberField
        label={t('learn.testPlan.capacity')}
        min={0}
        step={100}
        value={design.capacityPerDay ?? 0}
        onValue={(capacity) => put({ capacityPerDay: capacity })}
      />
    </div>
  );
}

function Ways({ design, put }: PartProps) {
  const { t } = useTranslation();
  return (
    <div className="numbers">
      <NumberField
        label={t('learn.testPlan.power')}
        percent
        min={1}
        max={99.9}
        step={5}
        value={design.power}
        onValue={(power) => put({ power })}
      />
      <NumberField
        label={t('learn.testPlan.alpha')}
        percent
        min={0.01}
        max={50}
        step={1}
        value={design.alpha}
        onValue={(alpha) => put({ alpha })}
      />
      <NumberField
        label={t('learn.testPlan.comparisons')}
        min={1}
        max={1000}
        value={design.comparisons}
        onValue={(comparisons) => put({ comparisons: Math.max(1, Math.round(comparisons)) })}
      />
      <NumberField
        label={t('learn.testPlan.correlation')}
        min={-0.99}
        max={0.99}
        step={0.1}
        value={design.correlation}
        onValue={(correlation) => put({ correlation })}
      />
    </div>
  );
}

function Clusters({ design, put }: PartProps) {
  const { t } = useTranslation();
  return (
    <>
      <Checkbox checked={design.clusters} onChange={({ target }) => put({ clusters: target.checked })}>
        {t('learn.testPlan.clusters')}
      </Checkbox>
      {design.clusters && (
        <div className="numbers">
          <NumberField
            label={t('learn.testPlan.clusterSize')}
            min={1}
            step={10}
            value={design.clusterSize}
            onValue={(clusterSize) => put({ clusterSize })}
          />
          <NumberField
            label={t('learn.testPlan.clusterVariation')}
            min={0}
            max={5}
            step={0.1}
            value={design.clusterVariation}
            onValue={(clusterVariation) => put({ clusterVariation })}
          />
          <NumberField
            label={t('learn.testPlan.clusterCorrelation')}
            min={0}
            max={1}
            step={0.005}
            value={design.clusterCorrelation}
            onValue={(clusterCorrelation) => put({ clusterCorrelation })}
          />
        </div>
      )}
    </>
  );
}
