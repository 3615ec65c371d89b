import { Input, Select } from 'antd';

interface SearchBoxProps {
  /** What is looked for where; shown as long as nothing is typed. */
  readonly label: string;
  readonly value: string | undefined;
  readonly onSearch: (text: string | undefined) => void;
}

/** A part of a text, asked for with Enter. */
export function SearchBox({ label, value = '', onSearch }: SearchBoxProps) {
  return (
    <Input.Search
      key={value}
      className="list-search"
      allowClear
      aria-label={label}
      placeholder={label}
      defaultValue={value}
      onSearch={(typed) => onSearch(typed.trim() || undefined)}
    />
  );
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  /** What the choice of nothing is called. */
  readonly any: string;
  readonly value: T | undefined;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly onChoose: (value: T | undefined) => void;
}

/** One of a few values, or any. */
export function Choice<T extends string>({ label, any, value, options, onChoose }: ChoiceProps<T>) {
  return (
    <Select
      className="choice"
      aria-label={label}
      value={value ?? ''}
      popupMatchSelectWidth={false}
      showSearch={options.length > 12 && { optionFilterProp: 'label' }}
      onChange={(chosen: T | '') => onChoose(chosen === '' ? undefined : chosen)}
      options={[{ value: '', label: any }, ...options]}
    />
  );
}

/** The one of `options` that an address names. */
export const oneOf = <const T extends string>(options: readonly T[], value: string | undefined): T | undefined =>
  options.find((one) => one === value);
