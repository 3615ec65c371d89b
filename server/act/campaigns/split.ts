// The split belongs to audiences; campaigns only say of whom and with what salt.
export { armSplit, controlArm } from '#understand/audiences';
