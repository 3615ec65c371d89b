import { DatePicker } from 'antd';
import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn';
import type { DayInputProps } from './day-input.tsx';

/** The calendar behind `DayInput`, in the console's language; a module of its own, because it is large. */
export default function DayPicker({ value = '', onChange, label, ...rest }: DayInputProps) {
  const day = dayjs(value || null);
  return (
    <DatePicker
      {...rest}
      className="gl-day"
      {...(label !== undefined && { 'aria-label': label })}
      // What is no day stays to be seen, until a day is put in its place.
      {...(!day.isValid() && value !== '' && { placeholder: value, status: 'error' as const })}
      value={day.isValid() ? day : null}
      onChange={(chosen) => onChange?.(chosen?.format('YYYY-MM-DD') ?? '')}
    />
  );
}
