"use strict";

// Anki's own settings. What loads more of MathJax by name is left out, since a name may be a path.
window.MathJax = {
  tex: {
    displayMath: [["\\[", "\\]"]],
    processEscapes: false,
    processEnvironments: false,
    processRefs: false,
    packages: { "[+]": ["noerrors", "mathtools"], "[-]": ["textmacros", "require", "autoload"] },
  },
  options: { enableMenu: false },
  startup: { typeset: false },
};
