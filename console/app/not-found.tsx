import { EmptyState } from '#parts';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useTitle } from './page.tsx';

export function NotFound() {
  const { t } = useTranslation();
  useTitle(t('app.notFound'));
  return (
    <EmptyState title={t('app.notFound')} action={<Link to="/">{t('app.toHome')}</Link>}>
      {t('app.notFoundAdvice')}
    </EmptyState>
  );
}
