package sim

func (x *exchange) realtime() {}
