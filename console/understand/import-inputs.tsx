import { Problem } from '#contract';
import { useProblemWords, useText } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { Form, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { reading } from '../app/client.ts';

/** The record's field of each input, by the input's name in the model. */
export type Mapping = Readonly<Record<string, string>>;

interface Unmet {
  readonly input: string;
  readonly isText: boolean;
  readonly why: string;
}

/** Inputs that the record did not have under the names they were sent by. */
export function useUnmet(error: unknown, sent: Mapping): readonly Unmet[] {
  const words = useProblemWords();
  if (!(error instanceof Problem) || error.code !== 'fields-missing') return [];
  return error.problems.map((problem) => ({
    input: Object.keys(sent).find((input) => sent[input] === problem.place) ?? problem.place,
    isText: problem.parameters?.['type'] === 'text',
    why: words(problem),
  }));
}

/** Asks of each input that was not found which field is meant; what was answered before stays to be changed. */
export function ImportInputs(props: {
  unmet: readonly Unmet[];
  mapping: Mapping;
  onChange: (mapping: Mapping) => void;
}) {
  const { unmet, mapping, onChange } = props;
  const { t } = useTranslation();
  const label = useText();
  const fields = useQuery({ ...reading('listFields'), staleTime: 300_000 });
  const inputs = [...new Set([...Object.keys(mapping), ...unmet.map(({ input }) => input)])];
  if (inputs.length === 0) return null;
  return (
    <fieldset className="import-inputs">
      <legend>{t('understand.models.whichField')}</legend>
      {inputs.map((input) => {
        const missing = unmet.find((one) => one.input === input);
        const fitting = (fields.data?.items ?? []).filter(
          (field) => missing === undefined || (field.type === 'text') === missing.isText,
        );
        return (
          <Form.Item
            key={input}
            label={<code>{input}</code>}
            htmlFor={`input-${input}`}
            {...(missing && { validateStatus: 'error' as const, help: missing.why })}
          >
            <Select
              id={`input-${input}`}
              showSearch={{ optionFilterProp: 'label' }}
              allowClear
              value={mapping[input]}
              onChange={(field: string | undefined) => {
                const { [input]: _, ...others } = mapping;
                onChange(field === undefined ? others : { ...others, [input]: field });
              }}
              options={fitting.map((field) => ({ value: field.name, label: `${label(field.label)} · ${field.name}` }))}
            />
          </Form.Item>
        );
      })}
    </fieldset>
  );
}
