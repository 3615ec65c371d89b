/**
 * In an open list of several choices Ant Design takes Tab for choosing: it would undo the choice just made, and stay. Here Tab
 * leaves, as everywhere, and the list closes behind it.
 */
export function leaveListsByTab(): void {
  document.addEventListener(
    'keydown',
    (event) => {
      const isInList =
        event.target instanceof Element && event.target.closest('.ant-select-multiple.ant-select-open') !== null;
      if (event.key === 'Tab' && isInList) event.stopPropagation();
    },
    { capture: true },
  );
}
