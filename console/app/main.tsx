import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createQueryClient } from './client.ts';
import { startWords } from './language.ts';
import { leaveListsByTab } from './leave-lists.ts';
import { Look } from './look.tsx';
import { createConsoleRouter } from './router.tsx';
import { sessionQuery } from './session.ts';
import './frame.css';

await startWords();
leaveListsByTab();

const queries = createQueryClient(() => {
  // The guard of the signed-in screens asks again, is refused, and leads to the log-in with the way back.
  queries.removeQueries({ queryKey: sessionQuery.queryKey });
  void router.invalidate();
});
const router = createConsoleRouter(queries);

const place = document.getElementById('root');
if (!place) throw new Error('index.html has no #root');
createRoot(place).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <Look>
        <RouterProvider router={router} />
      </Look>
    </QueryClientProvider>
  </StrictMode>,
);
