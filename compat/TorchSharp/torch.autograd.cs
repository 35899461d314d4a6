namespace TorchSharp;

public static partial class torch
{
    /// <summary>Automatic differentiation.</summary>
    public static unsafe class autograd
    {
        /// <summary>
        /// The gradients of the summed <paramref name="outputs"/> for each of the <paramref name="inputs"/>, in their order.
        /// </summary>
        /// <param name="outputs">What is differentiated.</param>
        /// <param name="inputs">What it is differentiated by.</param>
        /// <param name="grad_outputs">What each output's gradient starts from; ones where null, and then outputs must be scalars.</param>
        /// <param name="retain_graph">Keeps what the forward pass saved, for another call.</param>
        /// <param name="create_graph">Records the gradients themselves, for higher derivatives.</param>
        /// <param name="allow_unused">An input no output depends on gives an invalid tensor instead of an error.</param>
        public static IList<Tensor> grad(
            IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null, bool retain_graph = false,
            bool create_graph = false, bool allow_unused = false)
        {
            grad_outputs ??= [];
            nint[] results = new nint[inputs.Count];
            fixed (nint* from = Handles(outputs), to = Handles(inputs), starts = Handles(grad_outputs), grads = results)
            {
                int status = Native.fp_autograd_grad(
                    from, outputs.Count, to, inputs.Count, starts, grad_outputs.Count,
                    retain_graph ? 1 : 0, create_graph ? 1 : 0, allow_unused ? 1 : 0, grads);
                GC.KeepAlive(outputs);
                GC.KeepAlive(inputs);
                GC.KeepAlive(grad_outputs);
                Shim.Check(status);
            }

            return Array.ConvertAll(results, handle => new Tensor(handle));
        }

        private static nint[] Handles(IList<Tensor> tensors)
        {
            var handles = new nint[tensors.Count];
            for (int i = 0; i < handles.Length; i++) handles[i] = tensors[i].Handle;
            return handles;
        }
    }
}
