namespace TorchSharp;

public static partial class torch
{
    // Operations that end in `_` change the tensor itself and return it.
    public sealed unsafe partial class Tensor
    {
        public static Tensor operator +(Tensor left, Tensor right) => left.add(right);

        public static Tensor operator +(Tensor left, Scalar right) => left.add(right);

        public static Tensor operator +(Scalar left, Tensor right) => right.add(left);

        public static Tensor operator -(Tensor left, Tensor right) => left.sub(right);

        public static Tensor operator -(Tensor left, Scalar right) => left.sub(right);

        public static Tensor operator -(Scalar left, Tensor right) => Own(Native.fp_rsub_scalar(right.Handle, left.Value), right);

        public static Tensor operator *(Tensor left, Tensor right) => left.mul(right);

        public static Tensor operator *(Tensor left, Scalar right) => left.mul(right);

        public static Tensor operator *(Scalar left, Tensor right) => right.mul(left);

        public static Tensor operator /(Tensor left, Tensor right) => Own(Native.fp_div(left.Handle, right.Handle), left, right);

        public static Tensor operator /(Tensor left, Scalar right) => Own(Native.fp_div_scalar(left.Handle, right.Value), left);

        public Tensor add(Tensor target) => Own(Native.fp_add(Handle, target.Handle, ScalarValue.One), this, target);

        /// <summary><c>this + alpha · target</c></summary>
        public Tensor add(Tensor target, Scalar alpha) => Own(Native.fp_add(Handle, target.Handle, alpha.Value), this, target);

        public Tensor add(Scalar scalar) => Own(Native.fp_add_scalar(Handle, scalar.Value), this);

        public Tensor sub(Tensor target) => Own(Native.fp_add(Handle, target.Handle, ScalarValue.MinusOne), this, target);

        public Tensor sub(Scalar target) => Own(Native.fp_add_scalar(Handle, target.Value.Negated), this);

        public Tensor mul(Tensor target) => Own(Native.fp_mul(Handle, target.Handle), this, target);

        public Tensor mul(Scalar target) => Own(Native.fp_mul_scalar(Handle, target.Value), this);

        public Tensor add_(Tensor target) => Changed(Native.fp_add_(Handle, target.Handle, ScalarValue.One), target);

        /// <summary><c>this += alpha · target</c></summary>
        public Tensor add_(Tensor target, Scalar alpha) => Changed(Native.fp_add_(Handle, target.Handle, alpha.Value), target);

        public Tensor add_(Scalar scalar) => Changed(Native.fp_add_scalar_(Handle, scalar.Value));

        public Tensor sub_(Tensor target) => Changed(Native.fp_add_(Handle, target.Handle, ScalarValue.MinusOne), target);

        public Tensor sub_(Scalar target) => Changed(Native.fp_add_scalar_(Handle, target.Value.Negated));

        public Tensor mul_(Tensor target) => Changed(Native.fp_mul_(Handle, target.Handle), target);

        public Tensor mul_(Scalar target) => Changed(Native.fp_mul_scalar_(Handle, target.Value));

        /// <summary>Where the elements of both are equal, as booleans.</summary>
        public Tensor eq(Tensor target) => Own(Native.fp_eq(Handle, target.Handle), this, target);

        public Tensor relu() => Own(Native.fp_relu(Handle), this);

        public Tensor log_softmax(long dim, ScalarType? dtype = null) => Own(Native.fp_log_softmax(Handle, dim, Number(dtype)), this);

        private static int Number(ScalarType? type) => type is { } given ? (int)given : -1;
    }
}
