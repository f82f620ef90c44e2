# What stands in the way in the registers.

registers-camera-assessed-later = its impact assessment was approved after that day: no camera goes on before it
registers-camera-assessment-old = its impact assessment was to be looked at again before that day
registers-camera-no-purpose = nothing says what it is for
registers-camera-no-sign = there is no sign at it yet
registers-camera-not-assessed = it has no approved impact assessment: no camera goes on without one
registers-camera-not-on-record = nobody has written down that it is on
registers-camera-signs-old = nobody has looked at its signs for half a year
registers-picture-gone = it was deleted
registers-picture-no-yes = it shows mainly a person or a child, and there is no written yes of everybody in it, or of a parent or guardian
registers-picture-nobody-known = it shows mainly a person or a child, and nobody has written down who that is
registers-picture-not-there = it was not taken to appear there
registers-picture-old = it is past its time
registers-picture-refused = somebody who is in it said no, or the notice does not let them be shown there
