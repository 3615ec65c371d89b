import { EmptyState } from '#parts';
import { useTranslation } from 'react-i18next';
import { ButtonLink } from './button-link.tsx';
import { useTitle } from './page.tsx';

export function NotFound() {
  const { t } = useTranslation();
  useTitle(t('app.notFound'));
  return (
    <main id="work">
      <EmptyState title={t('app.notFound')} action={<ButtonLink to="/">{t('app.toHome')}</ButtonLink>}>
        {t('app.notFoundAdvice')}
      </EmptyState>
    </main>
  );
}
