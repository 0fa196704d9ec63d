"""What the banks of `tests.banks` are made of: plain sentences of machine learning, formulas, code and tables."""

TITLE = "Machine Learning Notes"
TOPICS = (
    *("dropout", "momentum", "early stopping", "batch normalisation", "weight decay", "gradient clipping", "pooling"),
    *("transfer learning", "data augmentation", "self-attention", "beam search", "label smoothing", "cross-validation"),
    *("logistic regression", "a decision tree", "a random forest", "gradient boosting", "the kernel trick"),
    *("principal component analysis", "k-means clustering", "naive Bayes", "a residual connection", "tokenisation"),
    *("knowledge distillation", "quantisation", "active learning", "stratified sampling", "the learning rate"),
)
ASKED = (
    *("What is {}?", "What does {} do?", "Why would you use {}?", "How does {} work?", "When does {} fail?"),
    *("What are the limits of {}?", "Explain {}.", "Explain {}", "Describe how {} works.", "Describe {}"),
    "Explain {} to somebody who has never trained a model.",
)
SECTIONS = ("Training", "Evaluation", "Data Preparation", "Model Families")
HEADINGS = ("How it works", "In practice", "Advantages", "Common mistakes", "Why does it matter?", "Cost")

SENTENCES = (
    "Units are switched off at random while the network is trained.",
    "The validation loss tells when more epochs stop to help.",
    "A large step can jump over the minimum.",
    "Small batches make the gradient noisy, which is not always bad.",
    "The test set must never be looked at before the end.",
    "Each tree is grown on a sample drawn with replacement.",
    "Averaging many models lowers the variance and leaves the bias as it is.",
    "Features on very different scales slow down the descent.",
    "The penalty pulls all weights towards zero.",
    "A deeper network can express more, and it can also memorise more.",
    "Precision and recall move in opposite directions when the threshold is changed.",
    "Missing values are filled with the median of the training data.",
    "The encoder reads the whole sentence at once.",
    "Rare classes need more weight or more samples.",
    "It is cheap to compute and easy to explain.",
    "The hidden state carries what has been read so far.",
    "Neighbouring pixels share the same filter.",
    "Outliers pull the mean but hardly move the median.",
    "A linear model cannot separate two rings.",
    "The learned vectors of similar words lie close together.",
    "Training takes longer, while prediction costs the same.",
    "Every fold serves once as the validation set.",
    "The student learns from the soft labels of its teacher.",
    "Weights are stored with 8 bits instead of 32.",
    "A person labels the examples about which the model is least certain.",
    "Gradients shrink from layer to layer until the first layers no longer learn.",
    "The schedule warms up for 1000 steps and decays afterwards.",
    "Pruning removes branches that only fit the noise.",
    "The classes are assumed to have the same covariance.",
    "Two columns that say the same make the coefficients unstable.",
    "The search keeps the best partial sentences at every step.",
    "A shortcut lets the signal pass around two layers.",
    "Leakage makes a result look better than it is.",
    "The centroids move until no point changes its cluster.",
    "Most of the variance lies in a few directions.",
    "Flipping and cropping the images gives more examples for free.",
    "The model is calibrated if its probabilities match the frequencies.",
    "Old examples follow another distribution than new ones.",
    "A rejected hypothesis is not proof of the other one.",
    "The head is trained first and the rest is thawed later.",
    "Long documents are cut into pieces that overlap.",
    "Its memory grows with the square of the length.",
)
TERMS = (
    *("Speed", "Memory", "Bias", "Variance", "Batch Size", "Warm Start", "Robustness", "Interpretability"),
    *("Small Data", "Sparse Inputs"),
)
FORMULAS = (
    ("The step size ", r"\eta", " is the first thing to tune."),
    ("The penalty grows with ", r"\lambda \|w\|_2^2", " and keeps the weights small."),
    ("Here ", r"h_t", " is the state after the token at this step."),
    ("The score is divided by ", r"\sqrt{d_k}", " before the softmax."),
    ("A value of ", r"\alpha = 0.05", " is a habit, not a law."),
    ("The gradient ", r"\nabla_\theta L(\theta)", " is computed on one batch."),
)
DISPLAYED = (
    r"L(\theta) = \frac{1}{n} \sum_{i=1}^{n} (y_i - \hat{y}_i)^2",
    r"\sigma(z) = \frac{1}{1 + e^{-z}}",
    r"w_{t+1} = w_t - \eta \nabla L(w_t)",
    r"\text{F1} = \frac{2 P R}{P + R}",
    r"H(p) = -\sum_{k} p_k \log p_k",
)
CODE = (
    "import numpy as np\n\n\ndef sigmoid(z):\n    return 1 / (1 + np.exp(-z))",
    "for epoch in range(10):\n    loss = step(model, batch)\n    if loss < best:\n        best = loss\nprint(best)",
    "model = Ridge(alpha=0.1)\nmodel.fit(x_train, y_train)\nprint(model.score(x_test, y_test))",
    "from sklearn.metrics import f1_score\n# the average over all classes\nprint(f1_score(y, p, average='macro'))",
)
TABLES = (
    (("Method", "Bias", "Variance"), ("Deep tree", "low", "high"), ("Linear model", "high", "low")),
    (
        ("Optimiser", "Memory per weight"),
        ("Plain descent", "none"),
        ("Momentum", "one number"),
        ("Adam", "two numbers"),
    ),
)
