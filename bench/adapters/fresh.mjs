let copies = 0;

/**
 * A copy of a function that refers to nothing outside of itself. V8 collects types by place in the source and compiles by
 * them: a loop that two contenders or two sizes of batch share would be slow for both. The copies' sources differ, or V8
 * would take them for the same.
 */
export const fresh = (fn) => new Function(`return ${fn} // ${++copies}`)();
