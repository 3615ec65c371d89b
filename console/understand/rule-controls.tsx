import {
  ArrowDownOutlined,
  ArrowUpOutlined,
  CloseOutlined,
  CopyOutlined,
  PlusOutlined,
  SwapOutlined,
} from '@ant-design/icons';
import { Button, Checkbox, Segmented, Tooltip } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type {
  ActionProps,
  CombinatorSelectorProps,
  NotToggleProps,
  ShiftActionsProps,
  ValueSourceSelectorProps,
} from 'react-querybuilder';
import { comparesFields } from './rule-form.ts';

/* The buttons and switches of the form. Each has its own name, so that it can be found by ear and by keyboard. */

function IconButton(props: { title: string; icon: ReactNode; onClick: () => void; disabled?: boolean | undefined }) {
  return (
    <Tooltip title={props.title} mouseEnterDelay={0.6}>
      <Button
        type="text"
        size="small"
        icon={props.icon}
        aria-label={props.title}
        disabled={props.disabled ?? false}
        onClick={props.onClick}
      />
    </Tooltip>
  );
}

export function AddButton({ handleOnClick, label, disabled }: ActionProps) {
  return (
    <Button
      type="text"
      size="small"
      icon={<PlusOutlined aria-hidden="true" />}
      disabled={disabled ?? false}
      onClick={(event) => handleOnClick(event)}
    >
      {label}
    </Button>
  );
}

/** Takes away or copies the row or group it stands in. */
export function RowButton({ handleOnClick, title = '', className = '', disabled }: ActionProps) {
  const copies = /clone/i.test(className);
  return (
    <IconButton
      title={title}
      icon={copies ? <CopyOutlined /> : <CloseOutlined />}
      disabled={disabled}
      onClick={() => handleOnClick()}
    />
  );
}

export function Arrows({ shiftUp, shiftDown, shiftUpDisabled, shiftDownDisabled, titles }: ShiftActionsProps) {
  return (
    <>
      <IconButton
        title={titles?.shiftUp ?? ''}
        icon={<ArrowUpOutlined />}
        disabled={shiftUpDisabled}
        onClick={() => shiftUp()}
      />
      <IconButton
        title={titles?.shiftDown ?? ''}
        icon={<ArrowDownOutlined />}
        disabled={shiftDownDisabled}
        onClick={() => shiftDown()}
      />
    </>
  );
}

export function AndOr({ value, handleOnChange, title }: CombinatorSelectorProps) {
  const { t } = useTranslation();
  return (
    <Segmented
      size="small"
      aria-label={title ?? ''}
      value={value ?? 'and'}
      onChange={(chosen) => handleOnChange(chosen)}
      options={[
        { value: 'and', label: t('understand.builder.and') },
        { value: 'or', label: t('understand.builder.or') },
      ]}
    />
  );
}

export function Not({ checked, handleOnChange, label }: NotToggleProps) {
  return (
    <Checkbox checked={checked ?? false} onChange={(event) => handleOnChange(event.target.checked)}>
      {label}
    </Checkbox>
  );
}

/** Changes between a value written out and another field to compare with. */
export function ValueSource({
  value,
  handleOnChange,
  operator,
  rule,
}: ValueSourceSelectorProps & { operator?: string }) {
  const { t } = useTranslation();
  if (!comparesFields(operator ?? rule.operator)) return null;
  const isField = value === 'field';
  return (
    <IconButton
      title={t(isField ? 'understand.builder.withValue' : 'understand.builder.withField')}
      icon={<SwapOutlined />}
      onClick={() => handleOnChange(isField ? 'value' : 'field')}
    />
  );
}
