"""English words."""

from __future__ import annotations

from symconv.verification.stating.concepts import Concept

C = Concept

ENGLISH: dict[C, str] = {
    C.INPUT: "input|inputs|input image|input map|input feature map|input volume|input signal",
    C.IMAGE: "image|picture|feature map",
    C.FILTER: "filter|kernel|weights|weight|filters|kernels|weight matrix|weight kernel|"
    "weight tensor|convolution kernel|convolutional kernel|convolution filter|"
    "convolutional filter|conv filter|conv kernel|filter weights|kernel weights|"
    "filter kernel|filter or kernel|kernel or filter",
    C.BIAS: "bias|biases",
    C.OUTPUT: "output|outputs|output image|output map|output feature map|output volume|"
    "pre activation|preactivation|pre activations",
    C.LOSS: "loss|cost|objective|loss function|cost function|error function|objective function",
    C.ERROR: "error|error term|error signal|sensitivity|delta|deltas|errors",
    C.GRADIENT: "gradient|gradients|derivative|derivatives|grad|backward gradient",
    C.UPSTREAM: "upstream gradient|upstream derivative|upstream derivatives|upstream gradients|"
    "incoming gradient|incoming derivative|output gradient|gradient from the next layer|"
    "gradient of the loss with respect to the output|gradient of the loss wrt the output|"
    "gradient of loss with respect to output|gradient of the output|"
    "gradient with respect to the output|loss gradient from the next layer",
    C.ACTIVATED: "activated output|output after activation|output after the activation|"
    "activated map|activation map",
    C.ACTIVATION: "activation function|activation|nonlinearity|non linearity|"
    "nonlinear function|non linear activation function",
    C.TARGET: "target|label|ground truth|desired output|labels|targets",
    C.RATE: "learning rate|step size of gradient descent",
    C.STRIDE: "stride|strides|stride length|stride size",
    C.PADDING: "padding|pad|zero padding|zero pad|padding size|amount of padding|"
    "amount of zero padding|zeros padding|pads|padding width",
    C.DILATION: "dilation|dilation rate|dilation factor",
    C.SIZE: "size|sizes|dimension|dimensions|shape|dim|dims|extent|spatial size|"
    "spatial extent|spatial dimensions",
    C.HEIGHT: "height|rows|number of rows",
    C.WIDTH: "width|columns|number of columns|cols",
    C.CHANNELS: "channels|depth|number of channels|channel count",
    C.BATCH: "batch size|minibatch size|mini batch size",
    C.LAYERS: "number of layers",
    C.AMOUNT: "number of|count of|no of|the number of|num|amount of",
    C.NO_PADDING: "no padding|without padding|no zero padding|without any padding|unpadded|"
    "without zero padding|no pad|not padded|zero padding is not used|padding free|"
    "padding is not used|non padded|no paddings",
    C.UNIT: "unit|unity",
    C.TOTAL: "total padding|padding in total|padding added in all|total amount of padding|"
    "total amount of zero padding|padding counts both sides|half on each side|"
    "padding on both sides together|padding total",
    C.CORRELATION: "cross correlation|correlation|cross correlations|crosscorrelation",
    C.CONVOLUTION: "convolution|convolutions|conv|conv2|conv2d|convolution operation|"
    "convolution operator|convolutional operation",
    C.TRUE: "true|real|proper|mathematical|genuine|strict|flipped kernel",
    C.FLIP: "flip|flips|flipped|flipping|rotated|rotate|rotating|flipped over",
    C.PRODUCT: "product|multiplication|multiply|ordinary product|scalar multiplication|"
    "matrix multiplication|matrix product|dot product|usual product|plain multiplication|times",
    C.ENTRYWISE: "element wise product|elementwise product|element wise multiplication|"
    "elementwise multiplication|hadamard product|entrywise product|pointwise product|"
    "pointwise multiplication|element by element product|hadamard|"
    "element wise matrix multiplication|component wise product|entry wise product|"
    "element by element multiplication|point wise multiplication",
    C.KRONECKER: "kronecker product|tensor product|outer product",
    C.OPERATION: "operation|operator|layer|symbol|sign|conv layer|convolutional layer|"
    "convolution layer|forward convolution|star operator",
    C.FORWARD: "forward|forward pass|forward propagation|feedforward|feed forward|"
    "forward step|forward direction",
    C.BACKWARD: "backward|backward pass|backpropagation|backprop|back propagation|"
    "back propagate|backpropagate|transposed|deconvolution|backpropagated|backwards|"
    "backpropagating|transpose",
    C.VALID: "valid|valid mode|valid padding",
    C.FULL: "full|full mode|full padding",
    C.SAME: "same padding|same mode",
    C.POOL: "pool|pooling|pooling layer|subsampling layer|pooled|pools",
    C.MAX: "max|maximum|maxpool|maxpooling",
    C.MEAN: "mean|average|avg",
    C.WINDOW: "window|windows|region|regions|pooling window|receptive field|window size|"
    "pool size|pooling size|pooling region",
    C.INDEX: "index|indices|indexes|indexing|subscript|subscripts|numbering|coordinates|counting",
    C.START: "start|starts|starting|begin|begins|beginning|run|runs|count|counts|counted|"
    "numbered|indexed",
    C.BASED: "based|based indexing|based indices|based index|indexed|based indexes|based counting",
    C.DIVISIBLE: "divides|divisible|evenly divides|is a multiple of|divides evenly|"
    "stride can be divided|an integer multiple of|be a multiple of",
    C.ZERO_OUTSIDE: "zero outside|zeros outside|zero filled|zero extension|zero extended|"
    "extended by zero|extended by zeros|extended with zeros|zero out of range|"
    "zero out of bounds|outside is zero|outside are zero|zero beyond|0 outside|"
    "filled with zeros outside|zero elsewhere outside|out of range is zero|"
    "out of range are zero|out of bounds are zero|out of range entries are zero|"
    "out of range values are zero|out of bounds values are zero|vanishes outside|"
    "vanish outside",
    C.ORIGIN: "moved to the origin|shifted to the origin|stored 0 based|stored from zero|"
    "implicitly moving all pixels|implicitly move|implicitely move|stored from 0|"
    "implicitly moving|implicitely moving|implicit offset|moved back to the origin",
    C.SUMMED: "summation convention|einstein convention|einstein notation|einstein summation|"
    "repeated indices are summed|sum over repeated indices|summed over repeated indices|"
    "summation over repeated indices|repeated indices imply summation",
    C.COLUMN_WISE: "column wise|columnwise|column by column|column major|denominator layout",
    C.REVERSED: "reversed order|reverse order|reversed|inverse order",
    C.MEANS: "means|meaning|mean",
    C.IS: "is|are|be|being|was|will be|is a|set to|is set to|equal to|is equal to|equals|"
    "taken as|is given by|"
    "or more correctly|or more precisely|more precisely|more correctly|or rather",
    C.DENOTES: "denotes|denoting|denote|represents|represent|stands for|stand for|represented by|"
    "refers to|denoted by|is denoted by|denoted as|is denoted as|"
    "is represented by|means|is called|called|named|are denoted by|we call|written as|is written",
    C.DENOTE: "we denote|let us denote|define|let",
    C.BY: "by|as",
    C.OF: "of|for|in|to|over|at",
    C.WITH: "with|has|have|having|using|where|while|given",
    C.FROM: "from|at",
    C.ON: "on|applied to|over",
    C.AND: "and",
    C.OR: "or",
    C.ARTICLE: "the|an|a|our|its|this|that|any|single|some|following|each|every|"
    "corresponding|resulting|learned|learnable|final|total|overall|scalar|current|given|"
    "convolutional|convolution|2d|1d|square|small|simple|flattened|original|single channel",
    C.NOUN: "matrix|tensor|map|image|layer|array|vector|data|term|function|value|values|volume|"
    "feature map|feature maps|matrices|parameter|parameters|signal|grid|sequence|x|weights|"
    "patch|unit|"
    "variable|of the layer|of the convolution|of the convolutional layer|of the network",
    C.PART: "index|element|elements|pixel|pixels|position|neuron|neurons|location|entry|"
    "entries|coordinate|coordinates|number|indices|id|component|components|channel|side|row|"
    "column|bank|type|name|offset|block|window|region|area|cell|nodes|node|dataset|response|step|steps|positions|units",
    C.USE: "we use|we compute|we perform|we implement|using|uses|use|computes|performs|"
    "implements|we apply|we do|implement|perform|implemented as|we work with|we consider|"
    "we assume|assume|assuming|suppose|computed as|defined as|refer to|by convolution we mean",
    C.MOVE: "move|moves|slide|slides|shift|shifts|jump|jumps|skip|skips|moved by|move by|"
    "moves by|slides by|shifts by|jumps by|moving by|sliding by",
    C.HERE: "here|in our case|in this case|in this example|for us",
    C.EXAMPLE: "example|examples|code|program|implementation|figure",
    C.PREVIOUS: "previous layer|preceding layer|layer before|layer below|previous|preceding",
    C.LAST: "last layer|final layer|output layer|first layer",
    C.NEXT: "next layer|following layer|subsequent layer|layer above|next|subsequent",
    C.EMPTY: "actually|really|in fact|simply|just|strictly|also|always|therefore|only|"
    "strictly speaking|technically|clearly|both|now|all|respectively|implicitly|again|stated",
    C.NOT: "not|never|cannot|isn't|aren't|don't|doesn't|isnt|dont|without|n't|neither|nor|non|"
    "does not|do not|is not|are not|didn't|no longer",
    C.NO: "no",
    C.CONTRAST: "unlike|difference|differ|differs|differences|different|distinguish|compare|"
    "compared|comparison|whereas|versus|vs|contrast|confuse|confused|interchangeably|"
    "similar|similarly|relationship|relation|equivalent|confusion|conversely|in contrast to|"
    "related|instead|rather|either|alternatively|arbitrary",
    C.INSTEAD: "instead of|rather than|as opposed to|in place of|not to be confused with|and not",
    C.HEDGE: "if|when|whenever|would|could|might|may|usually|often|typically|sometimes|"
    "commonly|generally|e.g|eg|such as|like|can be|could be|normally|most|many|popular|"
    "common|wonder|recall that in|in practice|historically|ideally|imagine|unless|"
    "were|for example|for instance|greater than|larger than|less than|more than|"
    "at least|at most|up to|increase|increasing|increased",
    C.ELSEWHERE: "vgg|vggnet|alexnet|resnet|resnets|lenet|googlenet|inception|mobilenet|unet|"
    "imagenet|mnist|cifar|paper|papers|et al|authors|pytorch|tensorflow|keras|caffe|matlab|"
    "numpy|scipy|python|octave|theano|cudnn|krizhevsky|simonyan|lecun|proposed|"
    "densenet|yolo|efficientnet|julia|fortran|transformer|transformers|library|libraries|"
    "wikipedia|textbook|textbooks|literature|another|others|"
    "fully connected|softmax|relu layer|dense layer|batch normalization|recurrent|attention",
    C.QUESTION: "what is|what are|why|how do|exercise|quiz",
}
