import { useText } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { Input, InputNumber, Select } from 'antd';
import { createContext, use, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { reading } from '../../app/client.ts';
import { valueAt, type Path } from './campaign-text.ts';
import { DayInput } from '../../app/day-input.tsx';

/** The file that the guide is at. */
interface Editing {
  readonly values: unknown;
  readonly put: (path: Path, value: unknown) => void;
}
const CampaignEditing = createContext<Editing>({ values: undefined, put: () => undefined });
export const EditingProvider = CampaignEditing;

/** A value of the file, and the way to change it. */
export function useValue(path: Path): readonly [value: unknown, put: (value: unknown) => void] {
  const { values, put } = use(CampaignEditing);
  return [valueAt(values, path), (value) => put(path, value)];
}

export function Field({ label, help, children }: { label: string; help?: string; children: ReactNode }) {
  return (
    <div className="guide-field">
      <label>
        <span className="guide-label">{label}</span>
        {children}
      </label>
      {help && <span className="quiet small">{help}</span>}
    </div>
  );
}

interface FieldProps {
  readonly path: Path;
  readonly label: string;
  readonly help?: string;
}

const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

/** A line of text; `rows` makes it a box. Left empty, it is empty text, or gone where it `mayGo`. */
export function TextField({
  path,
  label,
  help,
  rows,
  mono = false,
  mayGo = false,
}: FieldProps & { rows?: number; mono?: boolean; mayGo?: boolean }) {
  const [value, put] = useValue(path);
  const shared = {
    value: textOf(value),
    className: mono ? 'guide-mono' : '',
    spellCheck: !mono,
    onChange: (event: { target: { value: string } }) =>
      put(mayGo && event.target.value === '' ? undefined : event.target.value),
  };
  return (
    <Field label={label} {...(help !== undefined && { help })}>
      {rows === undefined ? (
        <Input {...shared} />
      ) : (
        <Input.TextArea {...shared} autoSize={{ minRows: rows, maxRows: 12 }} />
      )}
    </Field>
  );
}

interface NumberFieldProps extends FieldProps {
  readonly unit: string;
  readonly min?: number;
  readonly max?: number;
  /** Shown as percent, kept as a share of 1. */
  readonly percent?: boolean;
}

export function NumberField({ path, label, help, unit, min = 0, max, percent = false }: NumberFieldProps) {
  const [value, put] = useValue(path);
  const known = typeof value === 'number' ? value : null;
  const factor = percent ? 100 : 1;
  return (
    <Field label={label} {...(help !== undefined && { help })}>
      <InputNumber
        className="guide-number"
        value={known === null ? null : Math.round(known * factor * 1e6) / 1e6}
        min={min}
        {...(max !== undefined && { max })}
        suffix={unit}
        controls={false}
        // A share in percent has too many digits in binary; six places are the thousandth part of a percent.
        onChange={(given) => put(given === null ? undefined : Math.round((given / factor) * 1e6) / 1e6)}
      />
    </Field>
  );
}

interface Option {
  readonly value: string;
  readonly label: string;
}

export function ChoiceField({ path, label, help, options }: FieldProps & { options: readonly Option[] }) {
  const [value, put] = useValue(path);
  return (
    <Field label={label} {...(help !== undefined && { help })}>
      <Select
        showSearch={{ optionFilterProp: 'label' }}
        value={textOf(value) || null}
        options={[...options]}
        onChange={(chosen: string | null) => put(chosen ?? undefined)}
      />
    </Field>
  );
}

/** Several names of a list. `join` writes them as one text, such as `a|b`. */
export function SeveralField({
  path,
  label,
  help,
  options,
  join,
}: FieldProps & { options: readonly Option[]; join?: string }) {
  const [value, put] = useValue(path);
  const chosen =
    join !== undefined
      ? textOf(value)
          .split(join)
          .map((one) => one.trim())
          .filter(Boolean)
      : Array.isArray(value)
        ? value.map(String)
        : [];
  return (
    <Field label={label} {...(help !== undefined && { help })}>
      <Select
        mode="multiple"
        showSearch={{ optionFilterProp: 'label' }}
        value={chosen}
        options={[...options]}
        onChange={(names: string[]) => put(join !== undefined ? names.join(join) : names)}
      />
    </Field>
  );
}

export function DayField({ path, label }: FieldProps) {
  const [value, put] = useValue(path);
  return (
    <Field label={label}>
      <DayInput value={textOf(value)} onChange={put} />
    </Field>
  );
}

export function useOfferOptions(): readonly Option[] {
  const text = useText();
  const { data } = useQuery({ ...reading('listOffers'), staleTime: 300_000 });
  return (data?.items ?? [])
    .filter((offer) => offer.active)
    .map((offer) => ({ value: offer.id, label: `${text(offer.name)} (${offer.id})` }));
}

/** The rows of a list of the file, with ways to add one and to take one out. */
export function Rows({
  path,
  fresh,
  add,
  children,
}: {
  path: Path;
  fresh: unknown;
  add: string;
  children: (at: Path, index: number) => ReactNode;
}) {
  const { t } = useTranslation();
  const [value, put] = useValue(path);
  const rows: readonly unknown[] = Array.isArray(value) ? value : [];
  return (
    <div className="guide-rows">
      {rows.map((_, i) => (
        <div key={i} className="guide-row">
          {children([...path, i], i)}
          {rows.length > 1 && (
            <button type="button" className="gl-link guide-out" onClick={() => put(rows.filter((_one, k) => k !== i))}>
              {t('act.guide.takeOut')}
            </button>
          )}
        </div>
      ))}
      <button type="button" className="gl-button guide-add" onClick={() => put([...rows, fresh])}>
        {add}
      </button>
    </div>
  );
}
